//! A theme's tokens: colours for light and dark, by name.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

/// Every token that a theme gives, in the order in which style sheets list them.
pub const TOKENS: [&str; 25] = [
    "paper", "ink", "ink-2", "ink-3", "rule", "grid", "wash", "data", "accent", "good", "bad", "seg-ch", "seg-go",
    "seg-pr", "seg-ne", "seg-dl", "seg-ga", "seg-lp", "seg-hi", "seg-pm", "h1", "h2", "h3", "h4", "h5",
];

/// Tokens that texts are written in: 4.5 on paper, WCAG 2.2 criterion 1.4.3.
const TEXT_TOKENS: [&str; 5] = ["ink", "ink-2", "accent", "good", "bad"];
/// Tokens that marks are drawn in: 3 on paper, WCAG 2.2 criterion 1.4.11.
const MARK_TOKENS: [&str; 11] =
    ["ink-3", "data", "seg-ch", "seg-go", "seg-pr", "seg-ne", "seg-dl", "seg-ga", "seg-lp", "seg-hi", "seg-pm"];

/// The colours of one theme. `theme.toml` gives every token for light and dark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// For people.
    pub name: String,
    /// On white paper, and in the PDF.
    pub light: Palette,
    /// Where the reader's device asks for dark.
    pub dark: Palette,
}

/// Colours by token (`ink`, `ink-2`, `seg-ch` …), each as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette(BTreeMap<String, String>);

/// A theme as it is written, before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    light: BTreeMap<String, String>,
    dark: BTreeMap<String, String>,
}

/// Why a theme can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Not TOML, or not of this form.
    #[error("the theme can't be read: {0}")]
    Unreadable(String),
    /// A token is missing.
    #[error("the theme's {scheme} colours lack the token `{token}`")]
    Missing {
        /// `light` or `dark`.
        scheme: &'static str,
        /// Which.
        token: &'static str,
    },
    /// A token that nothing uses: most likely misspelt.
    #[error("the theme's {scheme} colours have a token `{token}`, which nothing uses")]
    Unknown {
        /// `light` or `dark`.
        scheme: &'static str,
        /// Which.
        token: String,
    },
    /// Not a colour.
    #[error("the theme's {scheme} colour `{token}` is `{value}`; it must be written as `#rrggbb`")]
    NoColour {
        /// `light` or `dark`.
        scheme: &'static str,
        /// Which.
        token: String,
        /// What stands there.
        value: String,
    },
    /// Two tokens of one colour: a drawing could not be told which is which in the dark.
    #[error("the theme's light colours `{first}` and `{second}` are both {value}; make them differ a little")]
    Same {
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// Their colour.
        value: String,
    },
    /// Too faint to be read.
    #[error("the theme's {scheme} colour `{token}` has a contrast of {found} on paper; it needs {needed}")]
    Faint {
        /// `light` or `dark`.
        scheme: &'static str,
        /// Which.
        token: &'static str,
        /// Its contrast, two decimals.
        found: String,
        /// The least: 4.5 for texts, 3 for marks.
        needed: &'static str,
    },
}

impl Theme {
    /// Reads and checks a `theme.toml`.
    ///
    /// # Errors
    /// [`ThemeError`] names the first token that is missing, unknown, no colour, not distinct or too faint.
    pub fn parse(toml: &str) -> Result<Self, ThemeError> {
        let written: Written = toml::from_str(toml).map_err(|error| ThemeError::Unreadable(error.to_string()))?;
        let light = Palette::checked(written.light, "light")?;
        let dark = Palette::checked(written.dark, "dark")?;
        light.check_distinct()?;
        Ok(Self { name: written.name, light, dark })
    }

    /// The custom properties of a style sheet: the `:root` block, and that for readers whose device asks for dark.
    pub fn css_tokens(&self) -> String {
        format!(
            ":root {{\n  color-scheme: light dark;\n{}}}\n@media (prefers-color-scheme: dark) {{\n  :root {{\n{}  }}\n}}\n",
            self.light.css("  "),
            self.dark.css("    ")
        )
    }
}

impl Palette {
    /// The colour of a token, as `#rrggbb` in small letters.
    ///
    /// # Panics
    /// If `token` is none of [`TOKENS`]: a checked theme has them all.
    pub fn get(&self, token: &str) -> &str {
        self.0.get(token).map_or_else(|| unreachable!("no token is called {token}"), String::as_str)
    }

    /// Tokens and colours in the order of [`TOKENS`].
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        TOKENS.into_iter().map(|token| (token, self.get(token)))
    }

    fn checked(mut colours: BTreeMap<String, String>, scheme: &'static str) -> Result<Self, ThemeError> {
        if let Some(token) = TOKENS.into_iter().find(|token| !colours.contains_key(*token)) {
            return Err(ThemeError::Missing { scheme, token });
        }
        for (token, value) in &mut colours {
            if !TOKENS.contains(&token.as_str()) {
                return Err(ThemeError::Unknown { scheme, token: token.clone() });
            }
            if channels(value).is_none() {
                return Err(ThemeError::NoColour { scheme, token: token.clone(), value: value.clone() });
            }
            value.make_ascii_lowercase();
        }
        let palette = Self(colours);
        let texts = TEXT_TOKENS.into_iter().map(|token| (token, 4.5, "4.5"));
        let marks = MARK_TOKENS.into_iter().map(|token| (token, 3.0, "3"));
        for (token, least, needed) in texts.chain(marks) {
            let found = contrast(palette.get(token), palette.get("paper"));
            if found < least {
                return Err(ThemeError::Faint { scheme, token, found: format!("{found:.2}"), needed });
            }
        }
        Ok(palette)
    }

    fn check_distinct(&self) -> Result<(), ThemeError> {
        let mut seen = BTreeMap::new();
        for (second, value) in self.iter() {
            if let Some(first) = seen.insert(value, second) {
                return Err(ThemeError::Same { first, second, value: value.to_owned() });
            }
        }
        Ok(())
    }

    fn css(&self, indent: &str) -> String {
        self.iter().fold(String::new(), |mut css, (token, colour)| {
            // Writing to a string can't fail.
            let _ = writeln!(css, "{indent}--{token}: {colour};");
            css
        })
    }
}

/// Red, green and blue, 0 to 1, of a `#rrggbb`.
fn channels(colour: &str) -> Option<[f64; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some([16, 8, 0].map(|shift| f64::from(number >> shift & 0xff) / 255.0))
}

/// The contrast of two colours as WCAG 2.2 defines it, 1 to 21; 1 for what is no colour.
fn contrast(first: &str, second: &str) -> f64 {
    let luminance = |colour| {
        let [red, green, blue] = channels(colour)
            .unwrap_or([0.0; 3])
            .map(|channel| if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(first), luminance(second));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: &str = include_str!("../../themes/ledger/theme.toml");

    #[test]
    fn the_contrasts_are_those_that_were_measured_when_the_colours_were_chosen() {
        let theme = Theme::parse(LEDGER).unwrap();
        let measured = [
            ("ink", 17.65, 15.46),
            ("ink-2", 7.43, 8.29),
            ("ink-3", 3.36, 4.24),
            ("data", 10.33, 6.22),
            ("accent", 9.47, 9.34),
            ("good", 6.49, 8.46),
            ("bad", 7.03, 7.35),
            ("seg-ch", 12.48, 8.86),
            ("seg-go", 4.58, 5.71),
            ("seg-pr", 3.26, 13.56),
            ("seg-ne", 5.69, 10.02),
            ("seg-dl", 3.25, 10.12),
            ("seg-ga", 10.92, 6.70),
            ("seg-lp", 5.57, 4.21),
            ("seg-hi", 8.23, 7.25),
            ("seg-pm", 5.29, 4.78),
        ];
        for (token, light, dark) in measured {
            for (palette, expected) in [(&theme.light, light), (&theme.dark, dark)] {
                let found = contrast(palette.get(token), palette.get("paper"));
                assert!((found - expected).abs() < 0.006, "{token}: {found:.3} instead of {expected}");
            }
        }
    }

    #[test]
    fn ink_can_be_read_on_every_tint() {
        let theme = Theme::parse(LEDGER).unwrap();
        for palette in [&theme.light, &theme.dark] {
            for tint in ["wash", "h1", "h2", "h3", "h4", "h5"] {
                assert!(contrast(palette.get("ink"), palette.get(tint)) >= 4.5, "{tint}");
            }
        }
    }

    #[test]
    fn a_missing_token_is_named() {
        let toml = LEDGER.replacen("ink-3", "ink-33", 1);
        assert_eq!(Theme::parse(&toml), Err(ThemeError::Missing { scheme: "light", token: "ink-3" }));
    }

    #[test]
    fn a_token_too_many_is_named() {
        let toml = format!("{LEDGER}\nfuchsia = \"#ff00ff\"\n");
        assert_eq!(Theme::parse(&toml), Err(ThemeError::Unknown { scheme: "dark", token: "fuchsia".to_owned() }));
    }

    #[test]
    fn a_bad_colour_is_named() {
        for bad in ["#0a4a6", "0a4a6e1", "#0a4a6g", "url(x)", "#+a4a6e"] {
            let toml = LEDGER.replacen("#0a4a6e", bad, 1);
            let error = Theme::parse(&toml).unwrap_err().to_string();
            assert!(error.contains("light colour `accent`") && error.contains(bad), "{error}");
        }
    }

    #[test]
    fn a_faint_accent_and_equal_colours_are_refused() {
        let faint = Theme::parse(&LEDGER.replacen("#0a4a6e", "#8fb8cf", 1));
        assert!(matches!(faint, Err(ThemeError::Faint { token: "accent", .. })), "{faint:?}");
        let same = Theme::parse(&LEDGER.replacen("#0a4a6e", "#A8290F", 1));
        assert!(matches!(same, Err(ThemeError::Same { first: "accent", second: "bad", .. })), "{same:?}");
    }

    #[test]
    fn the_style_sheet_gives_every_token_twice() {
        let css = Theme::parse(LEDGER).unwrap().css_tokens();
        for token in TOKENS {
            assert_eq!(css.matches(&format!("--{token}: #")).count(), 2, "{token}");
        }
        assert!(css.contains("--ink: #16191c;") && css.contains("--ink: #eceeef;"));
    }
}
