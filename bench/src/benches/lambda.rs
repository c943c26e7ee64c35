//! What a call of a function costs beside the function itself: when it is warm, when it is cold, and
//! when many call at once.

use crate::Options;
use crate::function;
use crate::functions::{Functions, WHOLE_PROCESSOR, invoke};
use crate::report::{Bar, Figure, Report, Verdict};
use crate::rounds::{Sample, Side, compare};
use crate::stage::Stage;
use crate::talk::Talk;
use haneul_compute::{Host, Settings};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// In milliseconds: of a warm call above what its program takes by itself.
const WARM: f64 = 1.0;
/// Of a cold call, beside one and a half of the interpreter's own start.
const COLD: f64 = 30.0;
const SHARE: f64 = 1.5;
/// Of what so many calls at once of such a function could be at best.
const MANY: f64 = 0.7;
/// Megabytes of a function that does next to nothing.
const SMALL: u64 = 128;
const AT_ONCE: usize = 50;
const MILLISECONDS: f64 = 10.0;

const RUNTIME: &str = "python3.12";
const CALLS: usize = 300;
const STARTS: usize = 15;

/// One event, of the length of most.
const EVENT: &[u8] =
    br#"{"order": "4711", "items": [{"sku": "a", "count": 1}, {"sku": "b", "count": 2}]}"#;

pub fn warm(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "*")?;
    let functions = Functions::new(&stage.cloud, &stage.keys, "logs:*")?;
    compiled(&functions, "warm", WHOLE_PROCESSOR, 0)?;
    let mut talk = Talk::open(stage.cloud.address)?;
    let mut direct = function::Direct::start(0)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for nth in 0..=CALLS as u64 {
        let request = invoke("warm", EVENT).signed_whole(&stage.keys, stage.cloud.address, nth)?;
        let began = Instant::now();
        talk.exchange(&request.head)?;
        let call = milliseconds(began);
        let by_itself = direct.call(EVENT)?;
        // The first call makes the sandbox.
        if nth > 0 {
            ours.push(call);
            theirs.push(by_itself);
        }
    }
    let mut report = Report::new("lambda-warm", "calls of a warm function one after another");
    let (ours, theirs) = (
        Figure::new("a call of Invoke", "ms", ours),
        Figure::new("the same program, given the same events", "ms", theirs),
    );
    at_most(
        &mut report,
        "what is above",
        ours.median() - theirs.median(),
        WARM,
    );
    report.figures = vec![ours, theirs];
    Ok(report)
}

pub fn cold(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "*")?;
    let functions = Functions::new(&stage.cloud, &stage.keys, "logs:*")?;
    let python = interpreter(options)?;
    let code = b"def handler(event, context):\n    return event\n";
    let rest = noise(1 << 20);
    let files: [(&str, &[u8]); 2] = [("a.py", code), ("rest.bin", &rest)];
    let mut talk = Talk::open(stage.cloud.address)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for nth in 0..=STARTS {
        let name = format!("cold{nth}");
        functions.create(&name, (RUNTIME, "a.handler"), WHOLE_PROCESSOR, &files)?;
        let call = invoke(&name, EVENT);
        let request = call.signed_whole(&stage.keys, stage.cloud.address, 0)?;
        let began = Instant::now();
        talk.exchange(&request.head)?;
        let call = milliseconds(began);
        let by_itself = alone(&python)?;
        // The first one of all starts the launcher of sandboxes.
        if nth > 0 {
            ours.push(call);
            theirs.push(by_itself);
        }
    }
    let mut report = Report::new(
        "lambda-cold",
        "first calls of Python functions with 1 MB of code",
    );
    let (ours, theirs) = (
        Figure::new("a first call of Invoke", "ms", ours),
        Figure::new("the interpreter, from its start to its end", "ms", theirs),
    );
    let bar = SHARE * theirs.median() + COLD;
    at_most(&mut report, "a first call of Invoke", ours.median(), bar);
    report.figures = vec![ours, theirs];
    let note = "the bar is 1.5 times the interpreter and 30 ms; each time a function that is new";
    report.notes.push(note.to_owned());
    Ok(report)
}

pub fn many(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "*")?;
    let functions = Functions::new(&stage.cloud, &stage.keys, "logs:*")?;
    compiled(&functions, "many", SMALL, MILLISECONDS as u64)?;
    let load = stage.prepared(options, (AT_ONCE, 1_000), |_| invoke("many", EVENT))?;
    let mut report = Report::new(
        "lambda-many",
        format!("calls of a function that waits {MILLISECONDS} ms, {AT_ONCE} at once"),
    );
    let ideal = AT_ONCE as f64 * 1e3 / MILLISECONDS;
    let sides = vec![
        Side::haneul("haneul", MANY, || stage.sample(&load)),
        Side::peer("at best", || {
            Ok(Sample {
                rate: ideal,
                besides: Vec::new(),
            })
        }),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    Ok(report)
}

/// A function that is this program.
fn compiled(
    functions: &Functions,
    name: &str,
    megabytes: u64,
    milliseconds: u64,
) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let own = std::fs::read(own).map_err(|e| e.to_string())?;
    let start = function::bootstrap("/var/task/program", milliseconds);
    let files: [(&str, &[u8]); 2] = [("bootstrap", start.as_bytes()), ("program", &own)];
    functions.create(name, ("provided.al2023", "none"), megabytes, &files)
}

fn at_most(report: &mut Report, what: &str, value: f64, bar: f64) {
    report.verdicts.push(Verdict {
        what: what.to_owned(),
        value,
        unit: "ms",
        bar: Bar::AtMost(bar),
    });
}

/// The program that the function's own runtime is here: others of the same language may be scripts
/// that look for it first.
fn interpreter(options: &Options) -> Result<PathBuf, String> {
    let dir = options.scratch()?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let host = Host::open(Settings::new(dir.path())).await;
        let host = host.map_err(|e| e.to_string())?;
        let choice = host.runtimes().await.choose(RUNTIME, true);
        let interpreter = choice.map_err(|e| e.to_string())?.interpreter;
        let interpreter = interpreter.ok_or("a runtime without an interpreter")?;
        Ok(interpreter.program)
    })
}

fn alone(python: &Path) -> Result<f64, String> {
    let began = Instant::now();
    let ended = Command::new(python).args(["-c", "pass"]).status();
    let named = |e| format!("{}: {e}", python.display());
    match ended.map_err(named)?.success() {
        true => Ok(milliseconds(began)),
        false => Err(format!("{} failed", python.display())),
    }
}

/// What no packing makes smaller.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = |()| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_n((), length).map(next).collect()
}

fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}
