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
}

impl Field {
    /// All of them, in the order of their declaration.
    pub(crate) const ALL: [Self; 25] = [
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
    ];
    /// Those that hold a document's amounts.
    pub(crate) const AMOUNTS: [Self; 5] = [Self::Net, Self::Tax, Self::Gross, Self::OpenBalance, Self::Paid];
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
        }
    }
}
