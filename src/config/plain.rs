//! What the reader of TOML says of a mistake, in the words of who wrote the settings: what to write instead.

/// Kinds of value as the reader names them, and how to write one.
const KINDS: [(&str, &str); 12] = [
    ("f64", "a number without quotation marks, such as 0.08 for 8 %"),
    ("u8", "a whole number, such as 3"),
    ("u32", "a whole number, 0 or above"),
    ("i64", "a whole number, such as 30"),
    ("usize", "a whole number, 0 or above"),
    ("a boolean", "true or false, without quotation marks"),
    ("a string", "a text in quotation marks, such as \"Acme Ltd\""),
    ("a sequence", "a list in square brackets, such as [\"Acme Ltd\", \"ACME\"]"),
    ("a map", "a section of keys with their values"),
    ("string or table", "one of the words that the README lists, in quotation marks"),
    ("path string", "a folder in quotation marks, such as \".ledgerpress\""),
    ("an array of length 4", "four numbers in square brackets, such as [90, 75, 50, 25]"),
];

/// Keys that a section cannot do without, and a line that gives one.
const EXAMPLES: [(&str, &str); 12] = [
    ("name", "name = \"Acme Ltd\""),
    ("into", "into = \"Acme Ltd\""),
    ("names", "names = [\"ACME Limited\", \"Acme (old)\"]"),
    ("from", "from = \"CUST-0042\""),
    ("to", "to = \"Birch & Sons\""),
    ("reason", "reason = \"Not a customer\""),
    ("customer", "customer = \"Birch & Sons\""),
    ("level", "level = \"low\", \"medium\" or \"high\""),
    ("by", "by = \"Dana Okafor\""),
    ("date", "date = 2026-09-15"),
    ("note", "note = \"Paid by bank guarantee\""),
    ("strong", "{ strong = 0.10, steady = 0.0 }"),
];

/// A mistake as a person would put it. What is plain already stays as it is.
pub(super) fn plain(message: &str) -> String {
    let after = |start: &str| message.strip_prefix(start);
    if let Some(rest) = after("invalid type: ").or_else(|| after("invalid value: ")) {
        let (seen, wanted) = rest.rsplit_once(", expected ").unwrap_or((rest, "another value"));
        return format!("{} cannot stand here; write {}", as_typed(seen), kind(wanted));
    }
    if let Some(rest) = after("invalid length ") {
        let (seen, wanted) = rest.split_once(", expected ").unwrap_or((rest, "another number"));
        return match wanted {
            "fewer elements in array" => {
                "this list is too long; limits of a band are written { strong = 0.10, steady = 0.0 }".to_owned()
            }
            wanted => format!("this list has {seen} values; write {}", kind(wanted)),
        };
    }
    if let Some(rest) = after("unknown variant ") {
        let (seen, wanted) = rest.split_once(", expected ").unwrap_or((rest, "another word"));
        return format!("{seen} is not a word that can stand here; write {}", words(wanted));
    }
    if let Some(rest) = after("unknown field ") {
        let (seen, wanted) = rest.split_once(", expected ").unwrap_or((rest, "another key"));
        return format!("there is no key {seen} here; the keys are {}", wanted.trim_start_matches("one of "));
    }
    if let Some(key) = after("missing field ") {
        let bare = key.trim_matches('`');
        let example = EXAMPLES.iter().find(|(name, _)| *name == bare).map(|(_, line)| format!("; write {line}"));
        return format!("{key} is missing{}", example.unwrap_or_default());
    }
    if message.starts_with("data did not match any variant of untagged enum Number") {
        return "this is no amount; write digits, such as 75 or 282.61".to_owned();
    }
    message.to_owned()
}

/// "string "8%"" is `"8%"` in the file, "integer `-1`" is `-1`.
fn as_typed(seen: &str) -> String {
    match seen {
        "sequence" => "a list".to_owned(),
        "map" => "a section".to_owned(),
        other => {
            let value = other.find(['"', '`']).and_then(|start| other.get(start..)).unwrap_or(other);
            value.trim_matches('`').to_owned()
        }
    }
}

fn kind(wanted: &str) -> String {
    KINDS.iter().find(|(name, _)| *name == wanted).map_or(wanted, |(_, kind)| kind).to_owned()
}

/// "one of `low`, `medium`" as they are typed: `"low"`, `"medium"`.
fn words(wanted: &str) -> String {
    wanted.replace('`', "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_says_what_to_write() {
        for (message, part) in [
            ("invalid type: string \"8%\", expected f64", "\"8%\" cannot stand here; write a number without quotation"),
            ("invalid value: integer `-1`, expected u32", "-1 cannot stand here; write a whole number, 0 or above"),
            ("invalid type: sequence, expected a string", "a list cannot stand here; write a text in quotation marks"),
            ("invalid type: string \"x\", expected two limits", "\"x\" cannot stand here; write two limits"),
            ("invalid length 3, expected fewer elements in array", "{ strong = 0.10, steady = 0.0 }"),
            ("invalid length 3, expected an array of length 4", "this list has 3 values; write four numbers"),
            (
                "unknown variant `severe`, expected one of `low`, `high`",
                "`severe` is not a word that can stand here; write one of \"low\", \"high\"",
            ),
            ("unknown field `in`, expected `into` or `names`", "no key `in` here; the keys are `into` or `names`"),
            ("missing field `by`", "`by` is missing; write by = \"Dana Okafor\""),
            ("data did not match any variant of untagged enum Number", "this is no amount"),
            ("`2026-13-01` is not a day; write it as in 2026-09-30", "`2026-13-01` is not a day"),
        ] {
            assert!(plain(message).contains(part), "{}", plain(message));
        }
    }
}
