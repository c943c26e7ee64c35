//! StartLiveTail: events of some groups as they come, a look each second, for three hours of the
//! cloud's clock.

use crate::errors;
use crate::event::add::channel;
use crate::event::chunk::{CHUNKS, Chunk, Key};
use crate::filters;
use crate::group::row as groups;
use crate::limits::{HOUR, SECOND};
use crate::place;
use crate::shapes::StartLiveTailRequest;
use crate::tail::news::{self, News, SESSIONS, Session};
use bytes::Bytes;
use futures_util::stream;
use haneul_logpattern::Filter;
use haneul_model::{Model, Protocol, Shape, Value};
use haneul_pipeline::{AwsError, Call, Cx, Edge, Reply};
use haneul_runtime::ids;
use haneul_wire::eventstream::{encode_event, encode_exception, encode_initial_response};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::select;

const SESSION: i64 = 3 * HOUR;
/// Events of one update; where there are more, some are left out, as AWS does.
const MOST: usize = 500;
const PAUSE: Duration = Duration::from_secs(1);

struct Tail {
    edge: Edge,
    protocol: Protocol,
    session: String,
    filter: Filter,
    names: Vec<String>,
    prefixes: Vec<String>,
    /// Id, ARN and where to go on.
    groups: Vec<(u64, String, u128)>,
    until: Timestamp,
    ready: VecDeque<Bytes>,
    over: bool,
}

pub async fn run(edge: Edge, input: StartLiveTailRequest) -> Result<Reply, AwsError> {
    let filter = filters::parse(
        input
            .log_event_filter_pattern
            .as_deref()
            .unwrap_or_default(),
    )?;
    let names = input.log_stream_names.clone().unwrap_or_default();
    let prefixes = input.log_stream_name_prefixes.clone().unwrap_or_default();
    if !names.is_empty() && !prefixes.is_empty() {
        return Err(errors::parameter(
            "Only one of logStreamNames or logStreamNamePrefixes can be specified.",
        ));
    }
    let several = input.log_group_identifiers.len() > 1;
    if several && !(names.is_empty() && prefixes.is_empty()) {
        return Err(errors::parameter(
            "Log streams can be specified for a single log group only.",
        ));
    }
    let session = ids::uuid(&edge.cloud.random);
    let until = edge.call.now.as_millisecond() + SESSION;
    let begun = edge.transact(|cx| begin(cx, &input.log_group_identifiers, &session, until));
    let groups = begun.await?;
    let protocol = edge.call.request.protocol.unwrap_or(Protocol::Json11);
    let started = started(&edge, &input, &session);
    let tail = Tail {
        protocol,
        session,
        filter,
        names,
        prefixes,
        groups,
        until: Timestamp::from_millisecond(until).unwrap_or(Timestamp::MAX),
        ready: VecDeque::from([
            initial(protocol)?,
            frame(protocol, "sessionStart", started)?,
        ]),
        over: false,
        edge,
    };
    let frames = stream::unfold(tail, |mut tail| async move {
        let frame = tail.next().await?;
        Some((Ok(frame), tail))
    });
    Ok(Reply::default().events(Box::pin(frames)))
}

fn begin(
    cx: &mut Cx,
    identifiers: &[String],
    session: &str,
    until: i64,
) -> Result<Vec<(u64, String, u128)>, AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_millisecond());
    let mut found = Vec::new();
    for identifier in identifiers {
        if !identifier.starts_with("arn:") {
            return Err(errors::parameter(
                "logGroupIdentifiers must be ARNs of log groups.",
            ));
        }
        let name = place::group_name(cx, identifier)?.to_owned();
        let group = groups::at(cx, &name)?;
        if group.class != "STANDARD" {
            return Err(errors::operation(
                "Live Tail is only supported for log groups of the STANDARD class.",
            ));
        }
        SESSIONS.put(cx.tx, scope, &(group.id, session), &Session { until })?;
        // What nobody looks at any more.
        news::sweep(cx, group.id, now - SESSION)?;
        let arn = place::group_arn(cx, &group.name);
        found.push((group.id, arn, news::end(cx, group.id)?));
    }
    Ok(found)
}

fn started(edge: &Edge, input: &StartLiveTailRequest, session: &str) -> Value {
    let texts = |texts: &[String]| Value::List(texts.iter().cloned().map(Value::Str).collect());
    let mut fields = vec![
        ("requestId", Value::Str(edge.call.id.to_string())),
        ("sessionId", Value::Str(session.to_owned())),
        ("logGroupIdentifiers", texts(&input.log_group_identifiers)),
    ];
    let names = input.log_stream_names.as_deref().unwrap_or_default();
    fields.push(("logStreamNames", texts(names)));
    let prefixes = input
        .log_stream_name_prefixes
        .as_deref()
        .unwrap_or_default();
    fields.push(("logStreamNamePrefixes", texts(prefixes)));
    let pattern = input.log_event_filter_pattern.clone().unwrap_or_default();
    fields.push(("logEventFilterPattern", Value::Str(pattern)));
    Value::Struct(fields)
}

impl Tail {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            if self.over {
                self.leave().await;
                return None;
            }
            if self.edge.cloud.clock.now() >= self.until {
                self.over = true;
                let message = "The session is over after three hours.";
                let fields = vec![("message", Value::Str(message.to_owned()))];
                let frame = frame(
                    self.protocol,
                    "SessionTimeoutException",
                    Value::Struct(fields),
                );
                self.ready.extend(frame);
                continue;
            }
            self.wait().await;
            self.over = self.edge.cloud.is_stopping();
            match self.look().await {
                Ok(frame) => self.ready.push_back(frame),
                Err(error) => {
                    self.over = true;
                    let frame = encode_exception("SessionStreamingException", &error.message);
                    self.ready.push_back(frame.encode());
                }
            }
        }
    }

    /// Until something has come, and a second at most: AWS tells each second, also of nothing.
    async fn wait(&self) {
        let cloud = &self.edge.cloud;
        let mut watches: Vec<_> = self
            .groups
            .iter()
            .map(|(group, _, _)| cloud.store.watch(&channel(*group)))
            .collect();
        let changed = watches.iter_mut().map(|watch| Box::pin(watch.changed()));
        let changed = futures_util::future::select_all(changed);
        select! {
            biased;
            _ = changed => {}
            () = cloud.clock.reached(self.until) => {}
            () = cloud.wait(PAUSE) => {}
        }
    }

    async fn look(&mut self) -> Result<Bytes, AwsError> {
        self.edge.cloud.refresh(Duration::ZERO).await?;
        self.edge.call = Arc::new(Call {
            now: self.edge.cloud.clock.now(),
            ..Call::clone(&self.edge.call)
        });
        let (events, places, sampled) = self.edge.read(|cx| self.news(cx))?;
        for (group, place) in self.groups.iter_mut().zip(places) {
            group.2 = place;
        }
        let metadata = Value::Struct(vec![("sampled", Value::Bool(sampled))]);
        let update = vec![
            ("sessionMetadata", metadata),
            ("sessionResults", Value::List(events)),
        ];
        frame(self.protocol, "sessionUpdate", Value::Struct(update))
    }

    fn news(&self, cx: &mut Cx) -> Result<(Vec<Value>, Vec<u128>, bool), AwsError> {
        let (mut events, mut places, mut sampled) = (Vec::new(), Vec::new(), false);
        for (group, arn, place) in &self.groups {
            let (news, next) = news::after(cx, *group, *place)?;
            places.push(next);
            for one in news.iter().filter(|one| self.wants(&one.stream)) {
                for key in &one.keys {
                    if events.len() >= MOST {
                        sampled = true;
                        break;
                    }
                    self.add(cx, &mut events, arn, one, key)?;
                }
            }
        }
        if events.len() > MOST {
            sampled = true;
            events.truncate(MOST);
        }
        Ok((events, places, sampled))
    }

    fn wants(&self, stream: &String) -> bool {
        let any = self.names.is_empty() && self.prefixes.is_empty();
        let prefixed = || {
            self.prefixes
                .iter()
                .any(|prefix| stream.starts_with(prefix))
        };
        any || self.names.contains(stream) || prefixed()
    }

    fn add(
        &self,
        cx: &Cx,
        events: &mut Vec<Value>,
        arn: &str,
        news: &News,
        key: &Key,
    ) -> Result<(), AwsError> {
        let chunk: Option<Chunk> = CHUNKS.get_untracked(cx.tx, cx.scope(), key)?;
        let Some(chunk) = chunk else { return Ok(()) };
        for spot in chunk.spots(key.1.0)? {
            let message = chunk.message(spot);
            if self.filter.matches(message) {
                events.push(Value::Struct(vec![
                    ("logStreamName", Value::Str(news.stream.clone())),
                    ("logGroupIdentifier", Value::Str(arn.to_owned())),
                    ("message", Value::Str(message.to_owned())),
                    ("timestamp", Value::Int(spot.at as i64)),
                    ("ingestionTime", Value::Int(chunk.ingested)),
                ]));
            }
        }
        Ok(())
    }

    /// Nobody need write for this session any more.
    async fn leave(&self) {
        let leave = self.edge.transact(|cx| {
            let (scope, now) = (cx.scope(), cx.now().as_millisecond());
            for (group, _, _) in &self.groups {
                SESSIONS.delete(cx.tx, scope, &(*group, self.session.as_str()))?;
                news::sweep(cx, *group, now - SESSION - SECOND)?;
            }
            Ok(())
        });
        if let Err(error) = leave.await {
            tracing::info!("a session of Live Tail is left behind: {error}");
        }
    }
}

fn shapes() -> Result<(&'static Model, &'static Shape, &'static Shape), AwsError> {
    let shapes = haneul_model::model("logs").and_then(|model| {
        let output = model.shape(model.operation("StartLiveTail")?.output?);
        let events = model.shape(output.member("responseStream")?.shape);
        Some((model, events, output))
    });
    shapes.ok_or_else(|| AwsError::internal("the model has no events"))
}

fn initial(protocol: Protocol) -> Result<Bytes, AwsError> {
    let (model, _, output) = shapes()?;
    let nothing = Value::Struct(Vec::new());
    Ok(encode_initial_response(model, protocol, output, &nothing).encode())
}

fn frame(protocol: Protocol, name: &'static str, event: Value) -> Result<Bytes, AwsError> {
    let (model, events, _) = shapes()?;
    let event = Value::Struct(vec![(name, event)]);
    Ok(encode_event(model, protocol, events, &event).encode())
}
