//! A queue must cost the same among a hundred thousand others, and while a thousand long polls wait
//! elsewhere.

use super::sqs_cycle::{CLIENTS, WAKE_BAR, Work};
use crate::Options;
use crate::chat::Chat;
use crate::cloud::{self, Cloud};
use crate::process;
use crate::report::{Bar, Figure, Report, Verdict, median};
use crate::rounds::{Side, compare};
use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering};

const QUEUES: u64 = 100_000;
const POLLS: usize = 1_000;
/// Within a fifth.
const BAR: f64 = 0.80;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let wide = Cloud::start(&binary, &dir.path().join("wide"))?;
    let narrow = Cloud::start(&binary, &dir.path().join("narrow"))?;
    let (among_many, alone) = (Work::of(&wide, options)?, Work::of(&narrow, options)?);
    let queues = QUEUES.min(options.objects);
    let mut report = Report::new(
        "sqs-wide",
        format!("messages sent, received and deleted in one queue among {queues} others"),
    );
    let memory = |name: &str, report: &mut Report| {
        if let Some((proportional, _)) = process::memory(wide.process.id()) {
            let figure = Figure::new(format!("memory {name}"), "MB", vec![proportional]);
            report.figures.push(figure);
        }
    };
    memory("before", &mut report);
    make(&wide, &among_many, queues)?;
    memory("with all queues", &mut report);
    let sides = vec![
        Side::haneul("among many", BAR, || among_many.turn(&wide, 1, 1.0)),
        Side::peer("alone", || alone.turn(&narrow, 1, 1.0)),
    ];
    compare(&mut report, "messages/s", options.rounds, sides)?;
    let polls = wait(&wide, &among_many, POLLS.min(queues as usize))?;
    memory("while polls wait", &mut report);
    let times = among_many.wakes(&wide)?;
    report.verdicts.push(Verdict {
        what: format!("woken among {} polls, half within", polls.len()),
        value: median(&times),
        unit: "ms",
        bar: Bar::AtMost(WAKE_BAR),
    });
    report.figures.push(Figure::new("a long poll", "ms", times));
    for (nth, mut poll) in polls.into_iter().enumerate() {
        let mut sender = Chat::open(&among_many.keys, wide.address)?;
        let message = json!({ "QueueUrl": url(&among_many, nth as u64), "MessageBody": "wake" });
        sender.sqs("SendMessage", &message)?;
        if poll.finish("ReceiveMessage")?["Messages"][0].is_null() {
            return Err(format!("poll {nth} was not woken"));
        }
    }
    Ok(report)
}

fn name(nth: u64) -> String {
    format!("wide-{nth:06}")
}

/// Its address is like that of the first queue.
fn url(work: &Work, nth: u64) -> String {
    let known = work.queue.as_str().unwrap_or_default();
    let before = known.rsplit_once('/').map_or(known, |(before, _)| before);
    format!("{before}/{}", name(nth))
}

fn make(cloud: &Cloud, work: &Work, queues: u64) -> Result<(), String> {
    let next = AtomicU64::new(0);
    let client = || {
        let mut chat = Chat::open(&work.keys, cloud.address)?;
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if nth >= queues {
                return Ok(());
            }
            chat.sqs("CreateQueue", &json!({ "QueueName": name(nth) }))?;
        }
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let mut ended = running.into_iter().map(|r| r.join());
        ended.try_for_each(|end| end.unwrap_or_else(|_| Err("a client died".to_owned())))
    })
}

/// Polls of as many queues, which have asked and are not answered.
fn wait(cloud: &Cloud, work: &Work, polls: usize) -> Result<Vec<Chat>, String> {
    (0..polls)
        .map(|nth| {
            let mut chat = Chat::open(&work.keys, cloud.address)?;
            let poll = json!({ "QueueUrl": url(work, nth as u64), "WaitTimeSeconds": 20 });
            chat.begin("ReceiveMessage", &poll)?;
            Ok(chat)
        })
        .collect()
}
