//! Apache ECharts in QuickJS: options go in as JSON, a tree of SVG nodes comes out.
//!
//! Nothing in the options is run as code, nothing is fetched, no clock and no time zone is read. Time is limited by
//! counted operations, so that a drawing that succeeds here succeeds everywhere.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::OnceLock;

use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Function, Module, Object, Runtime, WriteOptions};
use serde::Deserialize;

use super::ChartError;
use super::fonts::{Measure, Weight};

/// ECharts and the few functions of ours, built by `bundle/build.sh`.
const BUNDLE: &str = include_str!("bundle/echarts.min.js");

/// A drawing holds some 6 MB; five thousand marks some 60.
const MEMORY_LIMIT: usize = 512 << 20;
/// Half of a Rust thread's own stack.
const STACK_LIMIT: usize = 1 << 20;
/// QuickJS asks after every ten thousand operations or so. Five thousand marks need some thousands of these.
const INTERRUPTS_A_DRAWING: u32 = 200_000;
/// Collecting garbage during a drawing costs more than it frees.
const GARBAGE_THRESHOLD: usize = 64 << 20;

/// A node of the drawing as ECharts gives it.
#[derive(Debug, Deserialize)]
pub(crate) struct Node {
    pub(crate) tag: String,
    pub(crate) attrs: serde_json::Map<String, serde_json::Value>,
    pub(crate) children: Vec<Node>,
    pub(crate) text: String,
}

/// ECharts, loaded and ready. Belongs to one thread.
pub(crate) struct Engine {
    context: Context,
    /// How often QuickJS may still ask whether to go on.
    patience: Rc<Cell<u32>>,
}

impl Engine {
    /// Loads ECharts. Texts are measured with `measure`.
    pub(crate) fn new(measure: Measure) -> Result<Self, ChartError> {
        let bytecode = bytecode()?;
        let runtime = Runtime::new().map_err(engine_error)?;
        runtime.set_memory_limit(MEMORY_LIMIT);
        runtime.set_max_stack_size(STACK_LIMIT);
        runtime.set_gc_threshold(GARBAGE_THRESHOLD);
        let patience = Rc::new(Cell::new(INTERRUPTS_A_DRAWING));
        let left = Rc::clone(&patience);
        runtime.set_interrupt_handler(Some(Box::new(move || {
            left.set(left.get().saturating_sub(1));
            left.get() == 0
        })));
        let context = Context::full(&runtime).map_err(engine_error)?;
        context.with(|ctx| start(&ctx, bytecode, measure).catch(&ctx).map_err(|error| caught(&error)))?;
        Ok(Self { context, patience })
    }

    /// Draws `options` on `width` by `height` px.
    pub(crate) fn draw(&self, options: &serde_json::Value, width: f64, height: f64) -> Result<Node, ChartError> {
        self.patience.set(INTERRUPTS_A_DRAWING);
        let tree = self.context.with(|ctx| {
            let draw = || -> rquickjs::Result<String> {
                let options = ctx.json_parse(options.to_string())?;
                charts_object(&ctx)?.get::<_, Function>("draw")?.call((options, width, height))
            };
            draw().catch(&ctx).map_err(|error| caught(&error))
        })?;
        serde_json::from_str(&tree).map_err(|error| ChartError::Engine(error.to_string()))
    }
}

fn charts_object<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    ctx.globals().get("ledgerpressCharts")
}

fn start(ctx: &Ctx<'_>, bytecode: &[u8], measure: Measure) -> rquickjs::Result<()> {
    // ECharts sets timers for animation and for later frames; here there is no later.
    let no_timer = Function::new(ctx.clone(), || 0)?;
    ctx.globals().set("setTimeout", no_timer.clone())?;
    ctx.globals().set("clearTimeout", no_timer)?;
    load(ctx, bytecode)?.eval()?.1.finish::<()>()?;
    let width = Function::new(ctx.clone(), move |text: String, font: String| {
        let weight = if font.contains("600") { Weight::Semibold } else { Weight::Regular };
        measure.width(&text, weight, font_size(&font))
    })?;
    charts_object(ctx)?.get::<_, Function>("start")?.call((width,))
}

/// The size in a CSS font: 13 in "600 13px Ledgerpress Sans".
fn font_size(font: &str) -> f64 {
    font.split(' ').find_map(|word| word.strip_suffix("px")?.parse().ok()).unwrap_or(12.0)
}

#[expect(
    unsafe_code,
    reason = "compiling the bundle for every engine would take ten times as long as loading bytecode"
)]
fn load<'js>(ctx: &Ctx<'js>, bytecode: &[u8]) -> rquickjs::Result<Module<'js>> {
    // SAFETY: QuickJS trusts bytecode. This was written by the same QuickJS in this very process (see `bytecode`) and
    // has never left its memory.
    unsafe { Module::load(ctx.clone(), bytecode) }
}

/// The bundle, compiled once a process.
fn bytecode() -> Result<&'static [u8], ChartError> {
    static BYTECODE: OnceLock<Result<Vec<u8>, ChartError>> = OnceLock::new();
    BYTECODE.get_or_init(compile).as_deref().map_err(Clone::clone)
}

fn compile() -> Result<Vec<u8>, ChartError> {
    let runtime = Runtime::new().map_err(engine_error)?;
    let context = Context::full(&runtime).map_err(engine_error)?;
    let options = WriteOptions { strip_source: true, strip_debug: true, ..WriteOptions::default() };
    context.with(|ctx| {
        let write = || Module::declare(ctx.clone(), "charts", BUNDLE)?.write(options);
        write().catch(&ctx).map_err(|error| caught(&error))
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` wants")]
fn engine_error(error: rquickjs::Error) -> ChartError {
    ChartError::Engine(error.to_string())
}

fn caught(error: &CaughtError<'_>) -> ChartError {
    ChartError::Engine(error.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::charts::samples;

    #[test]
    fn an_endless_drawing_is_stopped_by_counted_operations() {
        let engine = Engine::new(samples::measure()).unwrap();
        engine.patience.set(50);
        let endless = engine.context.with(|ctx| ctx.eval::<(), _>("for (;;) {}").is_err());
        assert!(endless);
        assert!(engine.draw(&json!({}), 100.0, 100.0).is_ok(), "the next drawing starts afresh");
    }

    #[test]
    fn a_function_of_an_unknown_name_is_refused() {
        let engine = Engine::new(samples::measure()).unwrap();
        let options = json!({"xAxis": {"axisLabel": {"formatter": "constructor"}}, "yAxis": {}});
        let error = engine.draw(&options, 100.0, 100.0).unwrap_err();
        assert!(error.to_string().contains("no formatter is called constructor"), "{error}");
    }

    #[test]
    fn ticks_are_written_by_unit() {
        let engine = Engine::new(samples::measure()).unwrap();
        let written = |unit: &str, ticks: &[f64]| {
            let label = |tick: &f64| {
                let axis = json!({"type": "value", "min": tick - 1.0, "max": tick + 1.0,
                    "axisLabel": {"formatter": unit, "customValues": [tick]}});
                let options = json!({"xAxis": {"type": "category", "show": false}, "yAxis": axis, "series": []});
                let drawn = engine.draw(&options, 100.0, 100.0).unwrap();
                drawn.children.into_iter().filter(|node| node.tag == "text").map(|node| node.text).collect::<String>()
            };
            ticks.iter().map(label).collect::<Vec<String>>()
        };
        let money = [-1500.0, 0.0, 500.0, 2500.0, 1e5, 1.5e6, 1e9].as_slice();
        let texts = ["−1.5 k", "0", "500", "2.5 k", "100 k", "1.5 M", "1 bn"];
        assert_eq!(written("money", money), texts.map(|text| text.replace(' ', "\u{a0}")));
        assert_eq!(written("percent", &[0.0, 0.9, 1.0, 1.125]), ["0%", "90%", "100%", "112.5%"]);
        assert_eq!(written("count", &[1_234_567.0]), ["1,234,567"]);
        assert_eq!(written("power-plain", &[-1.0, 3.0, 6.0]), ["0.1", "1,000", "1,000,000"]);
    }

    #[test]
    fn sizes_are_read_from_css_fonts() {
        assert!((font_size("600 13px Ledgerpress Sans") - 13.0).abs() < 1e-9);
        assert!((font_size("") - 12.0).abs() < 1e-9);
    }
}
