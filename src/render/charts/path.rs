//! Paths of SVG: transformed and rounded to a tenth of a px.

use std::fmt::Write as _;

/// A transformation without rotation: `x` becomes `a x + e`, `y` becomes `d y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matrix {
    a: f64,
    d: f64,
    e: f64,
    f: f64,
}

impl Matrix {
    pub(crate) const IDENTITY: Self = Self { a: 1.0, d: 1.0, e: 0.0, f: 0.0 };

    /// Reads `translate(e f)` and `matrix(a,0,0,d,e,f)`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('(')?;
        let numbers = rest.strip_suffix(')')?.split([',', ' ']).filter(|piece| !piece.is_empty());
        let numbers = numbers.map(|piece| piece.parse().ok()).collect::<Option<Vec<f64>>>()?;
        match (name, numbers.as_slice()) {
            ("translate", [e, f]) => Some(Self { e: *e, f: *f, ..Self::IDENTITY }),
            ("matrix", &[a, 0.0, 0.0, d, e, f]) => Some(Self { a, d, e, f }),
            _ => None,
        }
    }

    pub(crate) fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.a * x + self.e, self.d * y + self.f]
    }

    /// How much longer lengths become, on average of both directions.
    pub(crate) fn scale(&self) -> f64 {
        (self.a * self.d).abs().sqrt()
    }
}

/// One decimal, no trailing zero, no negative zero.
pub(crate) fn rounded(value: f64) -> String {
    let tenths = (value * 10.0).round();
    if tenths == 0.0 { "0".to_owned() } else { (tenths / 10.0).to_string() }
}

/// Two decimals, for widths and radii.
pub(crate) fn hundredths(value: f64) -> String {
    let hundredths = (value * 100.0).round();
    if hundredths == 0.0 { "0".to_owned() } else { (hundredths / 100.0).to_string() }
}

/// A path of M, L, l, C, Q, A and Z under a transformation, all commands absolute. `None` for any other.
pub(crate) fn transformed(path: &str, matrix: &Matrix) -> Option<String> {
    let mut written = String::with_capacity(path.len());
    let mut rest = path.trim();
    let mut current = [0.0; 2];
    while let Some(command) = rest.chars().next() {
        let end =
            rest[1..].find(|sign: char| sign.is_ascii_alphabetic() && sign != 'e').map_or(rest.len(), |at| at + 1);
        let mut numbers = numbers(rest.get(1..end)?)?;
        rest = &rest[end..];
        if command == 'l' {
            make_absolute(&mut numbers, current);
        }
        if let [.., x, y] = numbers[..] {
            current = [x, y];
        }
        written.push(command.to_ascii_uppercase());
        match command {
            'M' | 'L' | 'l' | 'C' | 'Q' => write_points(&mut written, &numbers, matrix)?,
            'A' => write_arcs(&mut written, &numbers, matrix)?,
            'Z' | 'z' if numbers.is_empty() => {}
            _ => return None,
        }
    }
    Some(written)
}

/// Each point is given from the one before it.
fn make_absolute(numbers: &mut [f64], mut current: [f64; 2]) {
    for point in numbers.as_chunks_mut::<2>().0 {
        current = [current[0] + point[0], current[1] + point[1]];
        *point = current;
    }
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    // A minus sign parts numbers too.
    let parted = text.replace("e-", "e~").replace('-', " -").replace("e~", "e-");
    parted.split([' ', ',']).filter(|piece| !piece.is_empty()).map(|piece| piece.parse().ok()).collect()
}

fn write_points(written: &mut String, numbers: &[f64], matrix: &Matrix) -> Option<()> {
    let (points, rest) = numbers.as_chunks::<2>();
    for (index, point) in points.iter().enumerate() {
        let [x, y] = matrix.apply(*point);
        let space = if index > 0 { " " } else { "" };
        write!(written, "{space}{} {}", rounded(x), rounded(y)).ok()?;
    }
    rest.is_empty().then_some(())
}

fn write_arcs(written: &mut String, numbers: &[f64], matrix: &Matrix) -> Option<()> {
    let (arcs, rest) = numbers.as_chunks::<7>();
    for (index, [across, up, turn, large, sweep, x, y]) in arcs.iter().enumerate() {
        let [x, y] = matrix.apply([*x, *y]);
        let (across, up) = (hundredths(across * matrix.a.abs()), hundredths(up * matrix.d.abs()));
        let space = if index > 0 { " " } else { "" };
        write!(written, "{space}{across} {up} {turn} {large} {sweep} {} {}", rounded(x), rounded(y)).ok()?;
    }
    rest.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_scaled_moved_and_rounded() {
        let matrix = Matrix::parse("matrix(4,0,0,4,100,50.04)").unwrap();
        assert_eq!(transformed("M1 0A1 1 0 1 1 1 -0.25Z", &matrix).as_deref(), Some("M104 50A4 4 0 1 1 104 49Z"));
        assert_eq!(transformed("M-1-1L1 -1L1 1", &matrix).as_deref(), Some("M96 46L104 46L104 54"));
        assert_eq!(transformed("M1 2l3 0l0 4Z", &Matrix::IDENTITY).as_deref(), Some("M1 2L4 2L4 6Z"));
        assert_eq!(transformed("M1e-7 0", &Matrix::IDENTITY).as_deref(), Some("M0 0"));
    }

    #[test]
    fn what_can_not_be_transformed_is_refused() {
        for path in ["m1 1", "M1", "L1 1 1", "M1 xL", "A1 1 0 1 1 1"] {
            assert_eq!(transformed(path, &Matrix::IDENTITY), None, "{path}");
        }
        assert_eq!(Matrix::parse("rotate(3)"), None);
        assert_eq!(Matrix::parse("matrix(1,1,0,1,0,0)"), None);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(rounded(-0.04), "0");
        assert_eq!(rounded(12.26), "12.3");
        assert_eq!(hundredths(2.4), "2.4");
    }
}
