//! The Extensions API (2020-01-01): programs beside the function's own, which hear of each event, and of
//! the end.
//!
//! Those of layers (`/opt/extensions`) are started before the function's program; others register from
//! within it. While the sandbox begins, it is not ready before all have registered and asked for their
//! first event; a run ends when all that heard of it have asked for the next one.

use bytes::Bytes;
use haneul_runtime::Random;
use haneul_runtime::ids::uuid;
use http::StatusCode;
use parking_lot::Mutex;
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::Notify;

/// Of one sandbox.
const MOST: usize = 10;

/// What a request of an extension comes to: its status, headers and body.
pub struct Said {
    pub status: StatusCode,
    pub headers: Vec<(&'static str, String)>,
    pub body: Json,
}

/// What extensions are told of the function.
#[derive(Clone, Debug, Default)]
pub struct About {
    pub name: String,
    pub version: String,
    pub handler: String,
    pub account: String,
    /// Programs that are started as extensions, by the names that they must register with.
    pub programs: Vec<String>,
}

pub struct Extensions {
    about: About,
    random: Random,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// The function waits for events: nobody registers any more.
    is_closed: bool,
    all: Vec<Extension>,
}

struct Extension {
    id: String,
    name: String,
    hears: Vec<String>,
    /// It has asked for an event and has none.
    is_waiting: bool,
    events: VecDeque<Json>,
    woken: Arc<Notify>,
}

/// Of which registered extension a log says what.
pub struct Ready {
    pub name: String,
    pub hears: Vec<String>,
}

impl Extensions {
    pub fn new(about: About, random: Random) -> Extensions {
        Extensions {
            about,
            random,
            inner: Mutex::default(),
        }
    }

    /// `POST /2020-01-01/extension/register`.
    pub fn register(&self, name: Option<&str>, features: Option<&str>, body: &Bytes) -> Said {
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            let kind = "Extension.InvalidExtensionName";
            return refused(StatusCode::FORBIDDEN, kind, "Empty extension name");
        };
        let read: Json = match body.is_empty() {
            true => json!({}),
            false => match serde_json::from_slice(body) {
                Ok(read) => read,
                Err(_) => {
                    let kind = "InvalidRequestFormat";
                    return refused(StatusCode::FORBIDDEN, kind, "The body is no JSON.");
                }
            },
        };
        let is_external = self.about.programs.iter().any(|program| program == name);
        let mut hears = Vec::new();
        for event in read["events"].as_array().into_iter().flatten() {
            match event.as_str() {
                // It ends with the program.
                Some("SHUTDOWN") if !is_external => {
                    let kind = "ShutdownEventNotSupportedForInternalExtension";
                    let what = "Internal extensions cannot hear of the end";
                    return refused(StatusCode::FORBIDDEN, kind, what);
                }
                Some(event @ ("INVOKE" | "SHUTDOWN")) => hears.push(event.to_owned()),
                _ => {
                    let what = format!("{event}: event type not supported");
                    let kind = "Extension.InvalidEventType";
                    return refused(StatusCode::FORBIDDEN, kind, &what);
                }
            }
        }
        let mut inner = self.inner.lock();
        if inner.is_closed {
            let kind = "Extension.RegistrationClosed";
            return refused(StatusCode::FORBIDDEN, kind, "Registration is closed");
        }
        if inner.all.len() == MOST {
            let kind = "Extension.TooManyExtensions";
            let what = format!("Extension limit ({MOST}) reached");
            return refused(StatusCode::FORBIDDEN, kind, &what);
        }
        if inner.all.iter().any(|known| known.name == name) {
            let kind = "Extension.AlreadyRegistered";
            let what = format!("Extension with name '{name}' is registered");
            return refused(StatusCode::FORBIDDEN, kind, &what);
        }
        let id = uuid(&self.random);
        inner.all.push(Extension {
            id: id.clone(),
            name: name.to_owned(),
            hears,
            is_waiting: false,
            events: VecDeque::new(),
            woken: Arc::default(),
        });
        let about = &self.about;
        let mut body = json!({
            "functionName": about.name,
            "functionVersion": about.version,
            "handler": about.handler,
        });
        if features.is_some_and(|all| all.split(',').any(|one| one.trim() == "accountId")) {
            body["accountId"] = json!(about.account);
        }
        Said {
            status: StatusCode::OK,
            headers: vec![("lambda-extension-identifier", id)],
            body,
        }
    }

    /// It asks for an event from here on; whether it is known.
    pub fn waits(&self, id: Option<&str>) -> Result<(), Said> {
        let mut inner = self.inner.lock();
        let known = inner.known(id)?;
        known.is_waiting = known.events.is_empty();
        Ok(())
    }

    /// `GET /2020-01-01/extension/event/next`, after [`Extensions::waits`]: the event, when there is one.
    pub async fn next(&self, id: Option<&str>) -> Said {
        loop {
            let woken = {
                let mut inner = self.inner.lock();
                let known = match inner.known(id) {
                    Ok(known) => known,
                    Err(said) => return said,
                };
                if let Some(event) = known.events.pop_front() {
                    return Said {
                        status: StatusCode::OK,
                        headers: vec![("lambda-extension-event-identifier", uuid(&self.random))],
                        body: event,
                    };
                }
                known.woken.clone()
            };
            woken.notified().await;
        }
    }

    /// Which extension asks, for what is no event.
    pub fn name_of(&self, id: Option<&str>) -> Result<String, Said> {
        let mut inner = self.inner.lock();
        Ok(inner.known(id)?.name.clone())
    }

    /// Whether those that were started are there, and all wait for an event.
    pub fn are_ready(&self) -> bool {
        let inner = self.inner.lock();
        let is_there = |name: &String| inner.all.iter().any(|known| known.name == *name);
        self.about.programs.iter().all(is_there) && inner.all.iter().all(|known| known.is_waiting)
    }

    /// No more of them; who they are.
    pub fn close(&self) -> Vec<Ready> {
        let mut inner = self.inner.lock();
        inner.is_closed = true;
        let ready = |known: &Extension| Ready {
            name: known.name.clone(),
            hears: known.hears.clone(),
        };
        inner.all.iter().map(ready).collect()
    }

    /// Tells all that want to hear of it; whether there is one.
    pub fn tell(&self, kind: &str, event: &Json) -> bool {
        let mut told = false;
        let mut inner = self.inner.lock();
        let hears = |known: &&mut Extension| known.hears.iter().any(|one| one == kind);
        for known in inner.all.iter_mut().filter(hears) {
            known.is_waiting = false;
            known.events.push_back(event.clone());
            known.woken.notify_one();
            told = true;
        }
        told
    }
}

impl Inner {
    fn known(&mut self, id: Option<&str>) -> Result<&mut Extension, Said> {
        let Some(id) = id else {
            let kind = "Extension.MissingExtensionIdentifier";
            let what = "Missing Lambda-Extension-Identifier header";
            return Err(refused(StatusCode::FORBIDDEN, kind, what));
        };
        let known = self.all.iter_mut().find(|known| known.id == id);
        known.ok_or_else(|| {
            let kind = "Extension.UnknownExtensionIdentifier";
            let what = format!("Unknown extension {id}");
            refused(StatusCode::FORBIDDEN, kind, &what)
        })
    }
}

fn refused(status: StatusCode, kind: &str, message: &str) -> Said {
    Said {
        status,
        headers: Vec::new(),
        body: json!({"errorMessage": message, "errorType": kind}),
    }
}

/// How the program is started where extensions are started before it.
pub fn beside(programs: &[String], command: Vec<String>) -> Vec<String> {
    if programs.is_empty() {
        return command;
    }
    // Nobody's children: the program must not find that it has some.
    // What they write goes into the second pipe, and what the program writes into the first one.
    let script = r#"while [ "$1" != -- ]; do ( "$1" >&2 & ); shift; done; shift; exec "$@" 2>&1"#;
    let mut all: Vec<String> = ["/bin/sh", "-c", script, "sh"].map(str::to_owned).into();
    all.extend(
        programs
            .iter()
            .map(|name| format!("/opt/extensions/{name}")),
    );
    all.push("--".to_owned());
    all.extend(command);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extensions(programs: &[&str]) -> Extensions {
        let about = About {
            programs: programs.iter().map(|name| name.to_string()).collect(),
            ..About::default()
        };
        Extensions::new(about, Random::seeded(1))
    }

    fn register(extensions: &Extensions, name: &str, events: Json) -> Result<String, String> {
        let body = json!({ "events": events }).to_string().into();
        let said = extensions.register(Some(name), None, &body);
        match said.status {
            StatusCode::OK => Ok(said.headers[0].1.clone()),
            _ => Err(said.body["errorType"].as_str().unwrap().to_owned()),
        }
    }

    #[tokio::test]
    async fn all_must_wait_before_it_goes_on() {
        let all = extensions(&["a"]);
        assert!(!all.are_ready());
        let id = register(&all, "a", json!(["INVOKE", "SHUTDOWN"])).unwrap();
        assert!(!all.are_ready());
        assert!(all.waits(Some(&id)).is_ok());
        assert!(all.are_ready());
        assert_eq!(all.close().len(), 1);
        assert!(all.tell("INVOKE", &json!({"eventType": "INVOKE"})));
        assert!(!all.are_ready());
        assert_eq!(all.next(Some(&id)).await.body["eventType"], "INVOKE");
        assert!(!all.are_ready());
        assert!(all.waits(Some(&id)).is_ok());
        assert!(all.are_ready());
    }

    #[test]
    fn what_is_refused() {
        let all = extensions(&[]);
        let unknown = all.waits(Some("x")).err().unwrap();
        assert_eq!(unknown.status, StatusCode::FORBIDDEN);
        let wrong = register(&all, "a", json!(["SLEEP"])).unwrap_err();
        assert_eq!(wrong, "Extension.InvalidEventType");
        let inner = register(&all, "a", json!(["SHUTDOWN"])).unwrap_err();
        assert_eq!(inner, "ShutdownEventNotSupportedForInternalExtension");
        register(&all, "a", json!([])).unwrap();
        let twice = register(&all, "a", json!([])).unwrap_err();
        assert_eq!(twice, "Extension.AlreadyRegistered");
        assert!(!all.tell("INVOKE", &json!({})));
        all.close();
        let late = register(&all, "b", json!([])).unwrap_err();
        assert_eq!(late, "Extension.RegistrationClosed");
    }

    #[test]
    fn programs_are_started_before_the_functions_own() {
        let command = vec!["python3".to_owned(), "/b.py".to_owned()];
        assert_eq!(beside(&[], command.clone()), command);
        let all = beside(&["one".to_owned()], command);
        assert_eq!(all[4..], ["/opt/extensions/one", "--", "python3", "/b.py"]);
    }
}
