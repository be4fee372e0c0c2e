//! Telephone numbers without the labels that accounting systems write before them: `Phone: (555) 010-0164`.

/// Words that stand before a number and say no more than that it is one, and those that tell which.
const LABELS: [&str; 11] =
    ["phone", "telephone", "tel", "telefon", "mobile", "mobil", "cell", "work", "home", "main", "fax"];

/// The number without its label. Where there are several, the others keep theirs: `Phone:555 0101 Mobile:555 0102` is
/// `555 0101; Mobile 555 0102`. A text with any other word before a colon stays as it is.
pub(crate) fn without_labels(text: &str) -> String {
    numbers(text).filter(|numbers| !numbers.is_empty()).map_or_else(|| text.trim().to_owned(), |n| n.join("; "))
}

/// Each number, the later ones and those of a fax with their labels; `None` where the text is written otherwise.
fn numbers(text: &str) -> Option<Vec<String>> {
    let mut parts = text.split(':');
    let (before, first) = cut_label(parts.next()?);
    let Some(first) = first else { return unpunctuated(text).map(|number| vec![number]) };
    if !before.is_empty() {
        return None;
    }
    let mut label = first;
    let mut numbers: Vec<String> = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let (number, next) = if parts.peek().is_some() { cut_label(part) } else { (part.trim(), None) };
        let keeps_label = !numbers.is_empty() || label.eq_ignore_ascii_case("fax");
        if !number.is_empty() {
            numbers.push(if keeps_label { format!("{label} {number}") } else { number.to_owned() });
        }
        match next {
            Some(next) => label = next,
            None if parts.peek().is_some() => return None,
            None => {}
        }
    }
    Some(numbers)
}

/// What stands before the label that ends a text, and the label.
fn cut_label(text: &str) -> (&str, Option<&str>) {
    let ended = text.trim_end().trim_end_matches('.');
    let before = ended.trim_end_matches(char::is_alphabetic);
    let label = ended.get(before.len()..).filter(|word| is_label(word));
    (if label.is_some() { before.trim() } else { text.trim() }, label)
}

/// `Tel. 555 0101`: a label without a colon.
fn unpunctuated(text: &str) -> Option<String> {
    let rest = text.trim().trim_start_matches(char::is_alphabetic);
    let label = text.trim().strip_suffix(rest).filter(|word| is_label(word) && !word.eq_ignore_ascii_case("fax"));
    label.map(|_| rest.trim_start_matches('.').trim().to_owned()).filter(|number| !number.is_empty())
}

fn is_label(word: &str) -> bool {
    LABELS.iter().any(|label| label.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::without_labels;

    #[test]
    fn labels_go_and_numbers_stay() {
        for (text, number) in [
            ("Phone: (555) 010-0164", "(555) 010-0164"),
            ("Tel. 030 1234", "030 1234"),
            ("Tel.: 030 1234", "030 1234"),
            ("mobile:+64 9 303", "+64 9 303"),
            ("Phone:555 0101 Mobile:555 0102", "555 0101; Mobile 555 0102"),
            ("Phone: 1 Mobile: 2 Fax: 3", "1; Mobile 2; Fax 3"),
            ("Phone: Mobile: 2", "2"),
            ("Fax: 3", "Fax 3"),
            ("(555) 010-0164", "(555) 010-0164"),
            ("ask Ann: 12", "ask Ann: 12"),
            ("Phone: 1 ask Ann: 12", "Phone: 1 ask Ann: 12"),
            ("Phone:", "Phone:"),
            ("Phone", "Phone"),
        ] {
            assert_eq!(without_labels(text), number, "{text}");
        }
    }
}
