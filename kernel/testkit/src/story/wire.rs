//! A command run by the real client against a real endpoint.

use super::actor::Keys;
use super::arguments::{LITERAL, streamed_output};
use super::names;
use super::outcome::Outcome;
use super::{package, picture};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::process::Command;

/// Where a story lets a body that comes back be written.
const OUT: &str = "out.txt";

/// A server, and a directory for the bodies that go and come.
pub struct Wire {
    pub endpoint: String,
    pub room: TempDir,
}

/// Why the real client cannot be asked, if it cannot.
pub fn missing() -> Option<&'static str> {
    if std::env::var_os("HANEUL_ENDPOINT").is_none() {
        return Some("HANEUL_ENDPOINT is not set");
    }
    let found = std::process::Command::new("aws")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match found {
        Ok(status) if status.success() => None,
        _ => Some("there is no aws command"),
    }
}

impl Wire {
    pub async fn open() -> Result<Wire, String> {
        let room = TempDir::new().map_err(|e| e.to_string())?;
        let config = "[default]\ncli_timestamp_format = iso8601\noutput = json\n";
        std::fs::write(room.path().join("config"), config).map_err(|e| e.to_string())?;
        let endpoint = std::env::var("HANEUL_ENDPOINT").map_err(|e| e.to_string())?;
        let wire = Wire { endpoint, room };
        wire.clock(json!({"mode": "frozen"})).await?;
        Ok(wire)
    }

    /// The admin door's clock.
    pub async fn clock(&self, change: Json) -> Result<(), String> {
        let sent = Command::new("curl")
            .args(["-sS", "--fail-with-body", "-X", "POST", "-d"])
            .arg(change.to_string())
            .arg(format!("{}/_haneul/clock", self.endpoint))
            .output()
            .await
            .map_err(|e| format!("curl: {e}"))?;
        match sent.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&sent.stdout).into_owned()),
        }
    }

    /// The cloud's time in seconds.
    pub async fn now(&self) -> Result<i64, String> {
        let told = Command::new("curl")
            .args(["-sS", "--fail-with-body"])
            .arg(format!("{}/_haneul/clock", self.endpoint))
            .output()
            .await
            .map_err(|e| format!("curl: {e}"))?;
        let clock: Json = serde_json::from_slice(&told.stdout).map_err(|e| e.to_string())?;
        let now = clock["now"].as_str().unwrap_or_default();
        let now: jiff::Timestamp = now.parse().map_err(|e| format!("{e}: {clock}"))?;
        Ok(now.as_second())
    }

    pub async fn close(&self) -> Result<(), String> {
        self.clock(json!({"mode": "running"})).await
    }

    /// The client's process, ready to start.
    pub fn command(&self, keys: &Keys, region: &str, words: &[String]) -> Result<Client, String> {
        let [service, operation, rest @ ..] = words else {
            return Err("aws <service> <operation> …".to_owned());
        };
        let model = names::service(service).ok_or_else(|| format!("no service {service}"))?;
        let found = names::operation(model, operation)
            .ok_or_else(|| format!("{service} has no operation {operation}"))?;
        let mut command = Command::new("aws");
        command.args([service, operation]);
        let to_file =
            streamed_output(model, found).or(picture::chosen(words).map(|_| picture::BODY));
        let body = to_file.map(|name| (name, self.place("out")));
        for word in rest {
            if let Some(packed) = package::literal(word) {
                command.arg(format!("fileb://{}", self.file(&packed?)?.display()));
                continue;
            }
            match (word.strip_prefix(LITERAL), &body) {
                (Some(text), _) => command.arg(self.file(text)?),
                (None, Some((_, file))) if word == OUT => command.arg(file),
                // The system does not take words of any length.
                _ if word.len() > 100_000 => {
                    command.arg(format!("file://{}", self.file(word)?.display()))
                }
                _ => command.arg(word),
            };
        }
        command.args(["--endpoint-url", &self.endpoint]);
        self.surroundings(&mut command, keys, region);
        Ok(Client { command, body })
    }

    fn surroundings(&self, command: &mut Command, keys: &Keys, region: &str) {
        let (access_key, secret, token) = match keys {
            Keys::Root(account) => (account.as_str(), "secret", None),
            Keys::Nobody => {
                command.arg("--no-sign-request");
                ("none", "none", None)
            }
            Keys::Issued {
                access_key,
                secret,
                token,
            } => (access_key.as_str(), secret.as_str(), token.as_deref()),
        };
        command
            .env("AWS_CONFIG_FILE", self.room.path().join("config"))
            .env("AWS_ACCESS_KEY_ID", access_key)
            .env("AWS_SECRET_ACCESS_KEY", secret)
            .env("AWS_DEFAULT_REGION", region)
            .env("AWS_REGION", region)
            .env("AWS_MAX_ATTEMPTS", "1")
            .env("AWS_PAGER", "")
            .env_remove("AWS_SESSION_TOKEN")
            .env_remove("AWS_PROFILE")
            .envs(token.map(|token| ("AWS_SESSION_TOKEN", token)));
    }

    fn place(&self, what: &str) -> PathBuf {
        self.room.path().join(format!("{what}-{}", unique()))
    }

    fn file(&self, content: impl AsRef<[u8]>) -> Result<PathBuf, String> {
        let file = self.place("in");
        std::fs::write(&file, content).map_err(|e| e.to_string())?;
        Ok(file)
    }
}

fn unique() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

pub struct Client {
    command: Command,
    /// The member that is the body, and the file it comes in.
    body: Option<(&'static str, PathBuf)>,
}

impl Client {
    pub async fn run(mut self) -> Result<Outcome, String> {
        let done = self.command.stdin(Stdio::null()).output().await;
        let done = done.map_err(|e| format!("aws: {e}"))?;
        let (out, err) = (text(&done.stdout), text(&done.stderr));
        if !done.status.success() {
            return refusal(&err).ok_or(err);
        }
        let mut answer = match out.trim() {
            "" => json!({}),
            out => serde_json::from_str(out).map_err(|e| format!("{e}: {out}"))?,
        };
        if let Some((name, file)) = &self.body {
            answer[*name] = json!(read(file));
        }
        Ok(Outcome::Answer(answer))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn read(file: &Path) -> String {
    std::fs::read(file).map_or_else(|_| String::new(), |bytes| text(&bytes))
}

/// `An error occurred (Code) when calling the Name operation: message`, or
/// `… operation (reached max retries: 0): message`
fn refusal(text: &str) -> Option<Outcome> {
    let (_, rest) = text.split_once("An error occurred (")?;
    let (code, rest) = rest.split_once(')')?;
    let (_, message) = rest.split_once(" operation")?;
    let tried = message.strip_prefix(" (reached max retries: ");
    let message = tried.map_or(message, |tried| tried.trim_start_matches(char::is_numeric));
    let message = message.split_once(": ").map_or("", |(_, message)| message);
    Some(Outcome::refused(code, message.trim()))
}

#[cfg(test)]
mod tests {
    use super::{Outcome, refusal};

    #[test]
    fn refusals_are_read_with_and_without_tries() {
        for tried in ["", " (reached max retries: 12)"] {
            let said = format!(
                "\nAn error occurred (Slow) when calling the Invoke operation{tried}: Rate: Exceeded.\n"
            );
            let read = refusal(&said);
            assert_eq!(read, Some(Outcome::refused("Slow", "Rate: Exceeded.")));
        }
    }
}
