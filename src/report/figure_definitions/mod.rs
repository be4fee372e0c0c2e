//! What each figure is: its name, its formula, the figures that it is made of and the documents behind it. A figure
//! without a definition fails a test, and so does one that is not the arithmetic that its formula says.

mod customers;
mod receivables;
mod sales;
mod worth;

use std::collections::BTreeMap;

use super::context::Context;
use super::evidence::{Documents, Evidence};
use super::figure_parts::Parts;
use super::model::{Figure, FigureDocuments};
use crate::base::{Currency, Money};

/// A figure's definition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Definition {
    /// Its id among the figures of the report.
    pub id: &'static str,
    /// For people, as it stands in a list.
    pub name: &'static str,
    /// The metric that computes it: the last part of a method's anchor in the proof.
    pub method: &'static str,
    /// How it is made.
    pub formula: Formula,
    /// The documents behind it.
    pub documents: Documents,
    /// What the figure is of those documents.
    pub relation: Relation,
    /// What else it is made of.
    pub parts: Parts,
}

/// How a figure is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Formula {
    /// By a rule that the method tells in full: the rule in one line, and the figures that it starts from.
    Rule(&'static str, &'static [&'static str]),
    /// Figures added up, and others taken off.
    Sum {
        /// Added.
        plus: &'static [&'static str],
        /// Taken off.
        minus: &'static [&'static str],
    },
    /// Such a sum divided by a figure.
    Quotient {
        /// Added.
        plus: &'static [&'static str],
        /// Taken off.
        minus: &'static [&'static str],
        /// What it is divided by.
        by: &'static str,
    },
}

/// What a figure is of its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// Their sum.
    Sum,
    /// The number of customers whose documents add up to more than zero.
    Customers,
    /// Neither: they are what the rule looks at.
    None,
}

impl Definition {
    /// The customers that the figure counts, each with an amount, largest first; `None` where it counts none.
    pub(super) fn counted(&self, cx: &Context<'_>, evidence: &Evidence) -> Option<Vec<(usize, Money)>> {
        match self.relation {
            Relation::Customers => {
                let mut customers = evidence.amounts_by_customer(cx);
                customers.retain(|(_, amount)| amount.is_positive());
                Some(customers)
            }
            Relation::Sum | Relation::None => self.parts.customers(cx),
        }
    }
}

/// Every definition, in the order in which people read them.
pub(super) fn all() -> impl Iterator<Item = &'static Definition> {
    [sales::DEFINITIONS, customers::DEFINITIONS, receivables::DEFINITIONS, worth::DEFINITIONS].into_iter().flatten()
}

/// The definition of a figure.
pub(super) fn find(id: &str) -> Option<&'static Definition> {
    all().find(|definition| definition.id == id)
}

/// A figure's name for people.
pub(super) fn name(id: &str) -> String {
    find(id).map_or_else(|| id.replace('_', " "), |definition| definition.name.to_owned())
}

impl Formula {
    /// In one line, with the names of figures.
    pub(super) fn text(self) -> String {
        match self {
            Self::Rule(text, _) => text.to_owned(),
            Self::Sum { plus, minus } => sum_text(plus, minus),
            Self::Quotient { plus, minus, by } if plus.len() + minus.len() > 1 => {
                format!("({}) ÷ {}", sum_text(plus, minus), uncapitalised(by))
            }
            Self::Quotient { plus, minus, by } => format!("{} ÷ {}", sum_text(plus, minus), uncapitalised(by)),
        }
    }

    /// The ids of the figures in it, each once.
    pub(super) fn inputs(self) -> Vec<&'static str> {
        let mut inputs: Vec<&'static str> = match self {
            Self::Rule(_, inputs) => inputs.to_vec(),
            Self::Sum { plus, minus } => [plus, minus].concat(),
            Self::Quotient { plus, minus, by } => [plus, minus, &[by]].concat(),
        };
        let mut seen = Vec::new();
        inputs.retain(|input| {
            !seen.contains(input) && {
                seen.push(*input);
                true
            }
        });
        inputs
    }

    /// What the arithmetic of the formula gives, from the values of its inputs; `None` for a rule, where an input has no
    /// value, and for a division by zero.
    pub(super) fn value(self, figures: &BTreeMap<String, Figure>) -> Option<f64> {
        let of = |id: &&str| figures.get(*id)?.value;
        let sum = |ids: &[&str]| ids.iter().map(of).sum::<Option<f64>>();
        match self {
            Self::Rule(..) => None,
            Self::Sum { plus, minus } => Some(sum(plus)? - sum(minus)?),
            Self::Quotient { plus, minus, by } => {
                let value = (sum(plus)? - sum(minus)?) / of(&by)?;
                value.is_finite().then_some(value)
            }
        }
    }
}

fn sum_text(plus: &[&str], minus: &[&str]) -> String {
    let mut text = String::new();
    for (sign, ids) in [(" + ", plus), (" − ", minus)] {
        for id in ids {
            if text.is_empty() {
                text = name(id);
            } else {
                text = text + sign + &uncapitalised(id);
            }
        }
    }
    text
}

fn uncapitalised(id: &str) -> String {
    super::words::uncapitalised(&name(id))
}

/// Gives every figure its definition and its documents.
pub(super) fn complete(cx: &Context<'_>, figures: &mut BTreeMap<String, Figure>) {
    let mut found: BTreeMap<Documents, Evidence> = BTreeMap::new();
    for (id, figure) in figures {
        let Some(definition) = find(id) else { continue };
        definition.name.clone_into(&mut figure.name);
        figure.method = format!("method-{}", definition.method);
        figure.formula = definition.formula.text();
        figure.inputs = definition.formula.inputs().into_iter().map(str::to_owned).collect();
        if definition.documents != Documents::None {
            let evidence = found.entry(definition.documents).or_insert_with(|| Evidence::of(cx, definition.documents));
            figure.documents = Some(documents(cx, definition, evidence, figure.value));
        }
    }
}

/// Whether a figure is the arithmetic that its formula says, to the digits that it is rounded to; `None` where the formula
/// is a rule, or a value is missing.
pub(super) fn is_its_formula(id: &str, figure: &Figure, figures: &BTreeMap<String, Figure>) -> Option<bool> {
    let computed = find(id)?.formula.value(figures)?;
    // Rates are rounded to six decimals, and an average of money to its smallest unit.
    let digit = match Currency::parse(&figure.unit) {
        Ok(currency) => 1.0 / currency.minor_per_major() as f64,
        Err(_) => 1e-6,
    };
    Some((figure.value? - computed).abs() <= digit * 0.501)
}

fn documents(cx: &Context<'_>, definition: &Definition, evidence: &Evidence, value: Option<f64>) -> FigureDocuments {
    let sum = evidence.sum();
    FigureDocuments {
        which: definition.documents.in_words(),
        number: evidence.documents.len(),
        sum: cx.scale(sum),
        sum_text: cx.amounts.exact(sum),
        ties: value.and_then(|value| definition.relation.holds(cx, evidence, value)),
    }
}

impl Relation {
    /// Whether a figure of this value is what it should be of its documents; `None` where it need not be anything.
    fn holds(self, cx: &Context<'_>, evidence: &Evidence, value: f64) -> Option<bool> {
        let wanted = match self {
            Self::Sum => cx.scale(evidence.sum()),
            Self::Customers => {
                evidence.amounts_by_customer(cx).iter().filter(|(_, sum)| sum.is_positive()).count() as f64
            }
            Self::None => return None,
        };
        // Both were made from the same minor units by the same division.
        Some((wanted - value).abs() < 1e-9 * wanted.abs().max(1.0))
    }
}

#[cfg(test)]
mod tests;
