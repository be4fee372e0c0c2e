//! Sparklines: small lines without axes, beside a key figure or in a table's cell.
//!
//! A grey dot marks the month a year ago, an accent dot the newest one, a dotted line the reference. Paper draws its own
//! in the typesetter.

use std::fmt::Write as _;

use crate::report::model::Spark;

/// How large a sparkline is, in px.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SparkSize {
    /// Under a key figure: 120 by 32.
    Strip,
    /// In a table: 84 by 20.
    Cell,
}

/// Where things stand in a sparkline of one size, px.
struct Geometry {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    margin: f64,
    past_radius: f64,
    now_radius: f64,
}

impl SparkSize {
    fn geometry(self) -> Geometry {
        match self {
            Self::Strip => Geometry {
                width: 120.0,
                height: 32.0,
                left: 3.0,
                right: 5.0,
                margin: 4.0,
                past_radius: 2.4,
                now_radius: 2.8,
            },
            Self::Cell => Geometry {
                width: 84.0,
                height: 20.0,
                left: 2.0,
                right: 4.0,
                margin: 3.5,
                past_radius: 1.9,
                now_radius: 2.3,
            },
        }
    }
}

/// The sparkline as an `<svg>` element of HTML, hidden from screen readers: the figures beside it say the same.
///
/// The style sheet gives colours and widths: `.ref` is the reference, `.ago` the dot a year ago. Without a single value
/// the drawing is empty but keeps its place.
pub fn draw(spark: &Spark, size: SparkSize) -> String {
    let geometry = size.geometry();
    let mut svg = format!(
        "<svg class=\"spark\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" aria-hidden=\"true\">",
        w = geometry.width,
        h = geometry.height
    );
    if let Some(scale) = Scale::of(spark, &geometry) {
        // Writing to a string can't fail, here and below.
        if let Some(reference) = finite(spark.reference) {
            let _ = write!(svg, "<path class=\"ref\" d=\"M0 {:.1}H{}\"/>", scale.y(reference), geometry.width);
        }
        let _ = write!(svg, "<path d=\"{}\"/>", line(spark, &scale));
        let last = spark.values.len().saturating_sub(1);
        if let Some(place) = spark.year_ago.filter(|&place| place != last) {
            dot(&mut svg, " class=\"ago\"", spark, place, &scale, geometry.past_radius);
        }
        dot(&mut svg, "", spark, last, &scale, geometry.now_radius);
    }
    svg.push_str("</svg>");
    svg
}

/// From places and values to px.
struct Scale {
    left: f64,
    step: f64,
    bottom: f64,
    span: f64,
    least: f64,
    greatest: f64,
}

impl Scale {
    /// `None` if there is no value.
    fn of(spark: &Spark, geometry: &Geometry) -> Option<Self> {
        let known = || spark.values.iter().filter_map(|&value| finite(value));
        known().next()?;
        let levels = known().chain(finite(spark.reference)).chain(spark.from_zero.then_some(0.0));
        let (least, greatest) =
            levels.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let room = geometry.width - geometry.left - geometry.right;
        Some(Self {
            left: geometry.left,
            step: room / (spark.values.len().max(2) - 1) as f64,
            bottom: geometry.height - geometry.margin,
            span: geometry.height - 2.0 * geometry.margin,
            least,
            greatest,
        })
    }

    fn x(&self, place: usize) -> f64 {
        self.left + self.step * place as f64
    }

    /// Half-way up where all levels are equal.
    fn y(&self, value: f64) -> f64 {
        let range = self.greatest - self.least;
        let share = if range > 0.0 { (value - self.least) / range } else { 0.5 };
        self.bottom - self.span * share
    }
}

/// The path: a new stroke after each gap, a point where a value stands alone.
fn line(spark: &Spark, scale: &Scale) -> String {
    let mut path = String::new();
    for run in spark.values.iter().enumerate().collect::<Vec<_>>().split(|(_, value)| finite(**value).is_none()) {
        for (index, &(place, value)) in run.iter().enumerate() {
            let y = scale.y(value.unwrap_or_default());
            let _ = write!(path, "{}{:.1} {y:.1}", if index == 0 { 'M' } else { 'L' }, scale.x(place));
        }
        if run.len() == 1 {
            path.push_str("h.01"); // a stroke of no length, which round ends make a point
        }
    }
    path
}

fn dot(svg: &mut String, class: &str, spark: &Spark, place: usize, scale: &Scale, radius: f64) {
    if let Some(value) = spark.values.get(place).and_then(|&value| finite(value)) {
        let (x, y) = (scale.x(place), scale.y(value));
        let _ = write!(svg, "<circle{class} cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>");
    }
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spark(values: &[Option<f64>]) -> Spark {
        Spark { values: values.to_vec(), reference: None, year_ago: None, from_zero: false }
    }

    /// The `d` of the line, which has no class.
    fn path(svg: &str) -> &str {
        svg.split_once("<path d=\"").unwrap().1.split_once('"').unwrap().0
    }

    #[test]
    fn a_line_fills_its_room_from_least_to_greatest() {
        let svg = draw(&spark(&[Some(1.0), Some(3.0), Some(2.0)]), SparkSize::Strip);
        assert_eq!(path(&svg), "M3.0 28.0L59.0 4.0L115.0 16.0");
        assert!(svg.contains("<circle cx=\"115.0\" cy=\"16.0\" r=\"2.8\"/>"), "{svg}");
    }

    #[test]
    fn a_gap_breaks_the_line_and_a_lone_value_is_a_point() {
        let svg = draw(&spark(&[Some(0.0), Some(1.0), None, Some(1.0), None]), SparkSize::Cell);
        assert_eq!(path(&svg), "M2.0 16.5L21.5 3.5M60.5 3.5h.01");
        assert!(!svg.contains("<circle"), "no dot for now where the newest value is missing: {svg}");
    }

    #[test]
    fn a_constant_series_lies_half_way_up() {
        let svg = draw(&spark(&[Some(5.0); 3]), SparkSize::Cell);
        assert_eq!(path(&svg), "M2.0 10.0L41.0 10.0L80.0 10.0");
    }

    #[test]
    fn a_constant_series_from_zero_lies_on_top_and_zeros_half_way_up() {
        let from_zero = |value| Spark { from_zero: true, ..spark(&[Some(value); 2]) };
        assert_eq!(path(&draw(&from_zero(5.0), SparkSize::Cell)), "M2.0 3.5L80.0 3.5");
        assert_eq!(path(&draw(&from_zero(0.0), SparkSize::Cell)), "M2.0 10.0L80.0 10.0");
    }

    #[test]
    fn one_value_is_a_point_under_its_dot() {
        let svg = draw(&spark(&[Some(7.0)]), SparkSize::Strip);
        assert_eq!(path(&svg), "M3.0 16.0h.01");
        assert_eq!(svg.matches("<circle").count(), 1);
    }

    #[test]
    fn without_values_the_place_stays_empty() {
        for values in [&[][..], &[None, None], &[Some(f64::NAN)]] {
            let svg = draw(&Spark { reference: Some(1.0), ..spark(values) }, SparkSize::Strip);
            assert!(svg.starts_with("<svg ") && svg.ends_with("aria-hidden=\"true\"></svg>"), "{svg}");
        }
    }

    #[test]
    fn the_year_ago_and_the_reference_are_marked() {
        let marked = Spark { reference: Some(4.0), year_ago: Some(0), ..spark(&[Some(0.0), Some(2.0)]) };
        let svg = draw(&marked, SparkSize::Strip);
        assert!(svg.contains("<path class=\"ref\" d=\"M0 4.0H120\"/>"), "{svg}");
        assert!(svg.contains("<circle class=\"ago\" cx=\"3.0\" cy=\"28.0\" r=\"2.4\"/>"), "{svg}");
        let past_the_end = Spark { year_ago: Some(9), ..spark(&[Some(0.0), Some(2.0)]) };
        assert_eq!(draw(&past_the_end, SparkSize::Strip).matches("<circle").count(), 1);
    }
}
