//! A customer opened.

use super::{ExplainedDocument, ExplainedDocuments, document};
use crate::base::Money;
use crate::ledger::{Customer, Document, DocumentIx, DocumentKind, NameChange};
use crate::report::context::Context;
use crate::report::documents::open_balances;
use crate::report::inputs::Inputs;
use crate::report::{cash, reason, words};

/// A customer with everything that is said of it, and the documents behind that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerExplanation {
    /// The name for people.
    pub name: String,
    /// The id in the ledger.
    pub id: String,
    /// Its page in the pack.
    pub page: String,
    /// Its segment.
    pub segment: String,
    /// Why it is there.
    pub why: String,
    /// Each score: its name, its points, what they come from.
    pub scores: Vec<(String, String, String)>,
    /// Terms and what they say: lifetime value, sales …
    pub facts: Vec<(String, String)>,
    /// What is open; `None` where the exports do not tell.
    pub open: Option<ExplainedDocuments>,
    /// Everything else but payments and write-offs, with what each adds to sales.
    pub sales: ExplainedDocuments,
}

/// Opens the customers of this name or id: usually one, none where there is no such customer, and several where names
/// repeat. A sub-customer's name, `Parent:Child`, and a name that `customers.toml` turns into another are names of the
/// customer that has their documents.
pub fn explain_customer(inputs: &Inputs<'_>, wanted: &str) -> Vec<CustomerExplanation> {
    let cx = Context::new(*inputs);
    let plain = |text: &str| text.split(':').map(str::trim).collect::<Vec<_>>().join(":");
    let loose = |text: &str| plain(text).to_lowercase();
    let ways: [&dyn Fn(&str) -> String; 2] = [&plain, &loose];
    let found = ways.iter().map(|way| bearing(inputs, &way(wanted), *way)).find(|found| !found.is_empty());
    found.unwrap_or_default().into_iter().map(|customer| explanation(&cx, customer)).collect()
}

/// The customers one of whose names, read in some `way`, is the one that is wanted.
fn bearing(inputs: &Inputs<'_>, wanted: &str, way: &dyn Fn(&str) -> String) -> Vec<usize> {
    let customers = || inputs.ledger.customers().iter().enumerate();
    let is = |name: &str| way(name) == wanted;
    let places = |test: &dyn Fn(&Customer) -> bool| -> Vec<usize> {
        customers().filter(|(_, customer)| test(customer)).map(|(place, _)| place).collect()
    };
    let own = places(&|customer| is(&customer.id) || is(&customer.name));
    if !own.is_empty() {
        return own;
    }
    let sub = places(&|customer| {
        let mut subs = customer.sub_customers.iter();
        subs.any(|sub| is(sub) || is(&format!("{}:{sub}", customer.name)))
    });
    if !sub.is_empty() {
        return sub;
    }
    let old = |change: &&NameChange| is(&change.from) || change.from_called.as_deref().is_some_and(is);
    let to: Vec<&str> = inputs.name_changes.iter().filter(old).map(|change| change.to.as_str()).collect();
    places(&|customer| to.contains(&customer.id.as_str()) || to.contains(&customer.name.as_str()))
}

fn explanation(cx: &Context<'_>, customer: usize) -> CustomerExplanation {
    let scored = cx.scored(customer);
    CustomerExplanation {
        name: cx.name(customer),
        id: cx.inputs.ledger.customers().get(customer).map(|c| words::one_line(&c.id)).unwrap_or_default(),
        page: format!("customers/{}.html", cx.slug(customer)),
        segment: words::segment(scored.segment).to_owned(),
        why: reason::sentence(cx, customer),
        scores: reason::scores(cx, customer)
            .into_iter()
            .map(|(name, points, from)| (name.into(), points, from))
            .collect(),
        facts: facts(cx, customer),
        open: open(cx, customer),
        sales: sales(cx, customer),
    }
}

fn facts(cx: &Context<'_>, customer: usize) -> Vec<(String, String)> {
    let value = cx.value(customer);
    let measured = |amount: &crate::metrics::Measured<Money>| match amount {
        Ok(amount) => cx.amounts.exact(*amount),
        Err(why) => cx.reason(why),
    };
    let days = match &cx.customer_payment_times(customer).days_to_pay {
        Ok(days) => crate::report::format::decimal(*days, 1),
        Err(why) => cx.reason(why),
    };
    let overdue = cx.results().aging.total.is_ok().then(|| cx.results().aging.customers[customer].overdue_balance());
    let risk = cx.results().risk.customers[customer].level().map_or("not computed", cash::level_name);
    let risk = [&[format!("{risk}.")], cash::risk_sentences(cx, customer).as_slice()].concat().join(" ");
    [
        ("Lifetime value", cx.amounts.exact(value.lifetime_value)),
        ("Sales, twelve months", measured(&value.ttm_sales)),
        ("Sales, the twelve months before", measured(&value.prev_ttm_sales)),
        ("Days to pay, by amount", days),
        ("Past due", overdue.map_or_else(|| "not known".to_owned(), |overdue| cx.amounts.exact(overdue))),
        ("Risk", words::capitalised(&risk)),
    ]
    .map(|(term, text)| (term.to_owned(), text))
    .into()
}

/// The open items and unapplied credits, and whether they add up to the customer's open balance.
fn open(cx: &Context<'_>, customer: usize) -> Option<ExplainedDocuments> {
    let open = open_balances(cx)?;
    let own: Vec<(DocumentIx, Money)> =
        cx.documents(customer).filter_map(|(ix, _)| Some((ix, *open.get(&ix)?))).collect();
    let balance = cx.results().aging.customers.get(customer)?.open_balance();
    Some(listed(cx, "open items and unapplied credits", &own, balance))
}

/// The sales documents, and whether they add up to the customer's lifetime value.
fn sales(cx: &Context<'_>, customer: usize) -> ExplainedDocuments {
    let is_listed = |document: &Document| !matches!(document.kind, DocumentKind::Payment | DocumentKind::WriteOff);
    let own: Vec<(DocumentIx, Money)> =
        cx.documents(customer).filter(|(_, d)| is_listed(d)).map(|(ix, d)| (ix, d.sale())).collect();
    listed(cx, "documents, with what each adds to sales", &own, cx.value(customer).lifetime_value)
}

fn listed(cx: &Context<'_>, which: &str, own: &[(DocumentIx, Money)], wanted: Money) -> ExplainedDocuments {
    let sum: Money = own.iter().map(|&(_, amount)| amount).sum();
    let documents: Vec<ExplainedDocument> = own.iter().map(|&(ix, amount)| document(cx, ix, amount)).collect();
    let (which, sum_text, ties) = (which.to_owned(), cx.amounts.exact(sum), Some(sum == wanted));
    ExplainedDocuments { which, documents, sum: sum_text, counted: None, ties }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::established;

    #[test]
    fn every_name_of_the_exports_opens_its_customer() {
        let mut world = established();
        let customer = world.inputs().ledger.customers()[0].clone();
        let change = |from: &str| NameChange {
            from: from.to_owned(),
            from_called: Some("Old Co".to_owned()),
            to: customer.name.clone(),
            to_called: None,
            is_new_name: false,
            merged: true,
            documents: 1,
        };
        world.name_changes = vec![change("OLD-1")];
        let inputs = world.inputs();
        let ids = |wanted: &str| -> Vec<String> {
            explain_customer(&inputs, wanted).into_iter().map(|opened| opened.id).collect()
        };
        for wanted in [customer.name.as_str(), customer.id.as_str(), "OLD-1", "Old Co", "old co"] {
            assert_eq!(ids(wanted), [customer.id.as_str()], "{wanted}");
        }
        for owner in inputs.ledger.customers() {
            for sub in &owner.sub_customers {
                assert_eq!(ids(&format!("{}: {sub}", owner.name)), [owner.id.as_str()]);
            }
        }
        assert_eq!(ids("Nobody"), [""; 0]);
    }
}
