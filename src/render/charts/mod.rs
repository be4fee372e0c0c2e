//! Charts: options made with charming, drawn to SVG by Apache ECharts in QuickJS.
//!
//! A chart is laid out by [`options`] on a [`sheet`], drawn by the [`engine`] and written out by [`svg`]. The same
//! chart gives the same bytes on every machine, in any order and on any number of threads.

#[cfg(test)]
mod awkward;
mod engine;
mod fonts;
mod labels;
mod marks;
mod options;
mod path;
#[cfg(test)]
mod samples;
mod scale;
mod sheet;
mod svg;
#[cfg(test)]
mod tests;

pub use fonts::ChartFonts;

use crate::render::theme::Theme;
use crate::report::model::Chart;
use engine::Engine;
use fonts::Measure;
use sheet::{Form, Sheet};
use svg::Head;

/// Why a chart can't be drawn. Each is a fault of ours or of a theme's font, never of the data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// A font can't be read.
    #[error("the font of the charts can't be read: {0}")]
    Font(String),
    /// ECharts or QuickJS failed.
    #[error("the charts' engine failed: {0}")]
    Engine(String),
    /// ECharts drew something that is not expected of it.
    #[error("the charts' engine drew {0}, which is not expected of it")]
    Drawing(String),
}

/// A chart in the light palette's literal colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// For pages and paper, 808 px wide.
    pub wide: String,
    /// For phones, 300 px wide.
    pub narrow: String,
}

/// Draws charts. Making one takes some milliseconds; it belongs to one thread.
pub struct Studio {
    engine: Engine,
    measure: Measure,
}

impl Studio {
    /// Loads ECharts and the fonts.
    ///
    /// # Errors
    /// [`ChartError::Font`] if a font is not a TrueType or OpenType font with a Unicode table.
    pub fn new(fonts: &ChartFonts) -> Result<Self, ChartError> {
        let measure = Measure::new(fonts)?;
        Ok(Self { engine: Engine::new(measure.clone())?, measure })
    }

    /// Draws `chart` in the light colours of `theme`, wide and narrow.
    ///
    /// # Errors
    /// [`ChartError`] if the engine fails: a fault in the program, not in the data.
    pub fn draw(&self, chart: &Chart, theme: &Theme) -> Result<Drawing, ChartError> {
        Ok(Drawing {
            wide: self.draw_form(chart, theme, Form::Wide)?,
            narrow: self.draw_form(chart, theme, Form::Narrow)?,
        })
    }

    fn draw_form(&self, chart: &Chart, theme: &Theme, form: Form) -> Result<String, ChartError> {
        let sheet = Sheet { form, palette: &theme.light, measure: &self.measure };
        let plan = options::plan(&chart.spec, &sheet);
        let options = plan.options(&sheet).map_err(|error| ChartError::Engine(error.to_string()))?;
        let drawn = self.engine.draw(&options, sheet.width(), plan.height)?;
        let head = Head {
            id: &format!("{}-{}", chart.id, sheet.choose("wide", "narrow")),
            title: &chart.title,
            description: &chart.description,
            family: &self.measure.family,
            width: sheet.width(),
            height: plan.height,
        };
        svg::write(&drawn, &head)
    }
}

/// A drawing for pages: each literal colour of the light palette becomes the custom property of its token
/// (`var(--ink-2)`), so that it follows the reader's scheme.
///
/// Colours stand between quotation marks, which texts can't hold unescaped: no text is changed.
pub fn for_web(svg: &str, theme: &Theme) -> String {
    theme.light.iter().fold(svg.to_owned(), |svg, (token, colour)| {
        svg.replace(&format!("\"{colour}\""), &format!("\"var(--{token})\""))
    })
}
