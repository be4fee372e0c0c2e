//! The columns that are read into drafts, by the names that formats give them.

/// The columns that are read into drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    CustomerId,
    Customer,
    Email,
    Country,
    TermsDays,
    Type,
    Number,
    Date,
    DueDate,
    Terms,
    Net,
    Tax,
    Gross,
    OpenBalance,
    /// What is paid of it, where the export has no open balance.
    Paid,
    SettledOn,
    /// The number of the invoice that the row is set against.
    AppliesTo,
    /// How much is set against it.
    Applied,
    Currency,
    /// What one unit of the currency is worth in the client's.
    Rate,
    /// Of a contact list: whose sub-customer it is.
    Parent,
    Phone,
    Address,
    CreditLimit,
    /// Whether the contact is in use: yes or no, in words.
    Active,
    /// The amount of the row's line, where the document's totals are repeated on each of its rows: the lines must add
    /// up to `subtotal` where the file has it, else to the document's total with or without tax.
    LineTotal,
    /// What the export says that the lines add up to.
    Subtotal,
    /// Tax that the customer kept back from a payment and pays to the tax office: it settles the invoice too. It comes
    /// on top of the payment's amount and of the amount applied.
    Withheld,
    /// Of a posting to the receivables: what is added to them. The amount is debit less credit, where the file has no
    /// column `gross`.
    Debit,
    /// What is taken off them.
    Credit,
    /// What the payer deducted with leave: it settles the invoice beside the payment, and is a write-off of its own.
    Discount,
}

impl Field {
    /// All of them, in the order of their declaration.
    pub(crate) const ALL: [Self; 31] = [
        Self::CustomerId,
        Self::Customer,
        Self::Email,
        Self::Country,
        Self::TermsDays,
        Self::Type,
        Self::Number,
        Self::Date,
        Self::DueDate,
        Self::Terms,
        Self::Net,
        Self::Tax,
        Self::Gross,
        Self::OpenBalance,
        Self::Paid,
        Self::SettledOn,
        Self::AppliesTo,
        Self::Applied,
        Self::Currency,
        Self::Rate,
        Self::Parent,
        Self::Phone,
        Self::Address,
        Self::CreditLimit,
        Self::Active,
        Self::LineTotal,
        Self::Subtotal,
        Self::Withheld,
        Self::Debit,
        Self::Credit,
        Self::Discount,
    ];
    /// Those that hold a document's amounts.
    pub(crate) const AMOUNTS: [Self; 8] = [
        Self::Net,
        Self::Tax,
        Self::Gross,
        Self::OpenBalance,
        Self::Paid,
        Self::LineTotal,
        Self::Subtotal,
        Self::Withheld,
    ];
    /// All that hold amounts in the document's currency.
    pub(crate) const MONEY: [Self; 11] = [
        Self::Net,
        Self::Tax,
        Self::Gross,
        Self::OpenBalance,
        Self::Paid,
        Self::LineTotal,
        Self::Subtotal,
        Self::Withheld,
        Self::Applied,
        Self::Debit,
        Self::Credit,
    ];
    /// Those that hold dates.
    pub(crate) const DATES: [Self; 3] = [Self::Date, Self::DueDate, Self::SettledOn];

    /// Its name in a format.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::CustomerId => "customer_id",
            Self::Customer => "customer",
            Self::Email => "email",
            Self::Country => "country",
            Self::TermsDays => "terms_days",
            Self::Type => "type",
            Self::Number => "number",
            Self::Date => "date",
            Self::DueDate => "due_date",
            Self::Terms => "terms",
            Self::Net => "net",
            Self::Tax => "tax",
            Self::Gross => "gross",
            Self::OpenBalance => "open_balance",
            Self::Paid => "paid",
            Self::SettledOn => "settled_on",
            Self::AppliesTo => "applies_to",
            Self::Applied => "applied",
            Self::Currency => "currency",
            Self::Rate => "rate",
            Self::Parent => "parent",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::CreditLimit => "credit_limit",
            Self::Active => "active",
            Self::LineTotal => "line_total",
            Self::Subtotal => "subtotal",
            Self::Withheld => "withheld",
            Self::Debit => "debit",
            Self::Credit => "credit",
            Self::Discount => "discount",
        }
    }
}
