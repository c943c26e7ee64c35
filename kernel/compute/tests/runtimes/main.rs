//! Functions in the languages that this host has. Where it lacks one, that is said and nothing is tried:
//! a machine without any of them must not fail, and must not seem to have tried either.

#[path = "../support/api.rs"]
mod api;
mod java;
mod node;
mod python;
mod ruby;
#[path = "../support/mod.rs"]
mod support;

use api::{Api, Told, serve};
use haneul_compute::{Host, Listener, Mount, Running, Spec};
use std::path::Path;
use std::time::Duration;
use support::host;
use tokio::io::{AsyncBufReadExt, BufReader};

haneul_compute::launcher_before_main!();

struct Function {
    _folder: Option<tempfile::TempDir>,
    running: Running,
    api: Api,
    lines: tokio::io::Lines<BufReader<haneul_compute::Output>>,
}

impl Function {
    async fn told(&mut self) -> Told {
        match self.api.told.recv_timeout(Duration::from_secs(60)) {
            Ok(told) => told,
            Err(_) => {
                self.running.kill();
                let mut text = String::new();
                let mut err = self.running.stderr.take().unwrap();
                tokio::io::AsyncReadExt::read_to_string(&mut err, &mut text)
                    .await
                    .unwrap();
                panic!("it told nothing; {text}");
            }
        }
    }

    async fn json(&mut self) -> (String, serde_json::Value) {
        let told = self.told().await;
        let value = serde_json::from_str(&told.body);
        (told.path, value.unwrap_or_else(|_| panic!("{}", told.body)))
    }

    /// What it says of an error: where, its type, its message, and the rest.
    async fn fails(&mut self, kind: &str, message: &str) -> (String, serde_json::Value) {
        let (path, told) = self.json().await;
        let found = (&told["errorType"], &told["errorMessage"]);
        assert_eq!(found, (&kind.into(), &message.into()));
        (path, told)
    }

    async fn line(&mut self) -> String {
        self.lines.next_line().await.unwrap().unwrap()
    }
}

async fn start(
    host: &Host,
    runtime: &str,
    handler: &str,
    code: &[(&str, &str)],
    events: Vec<&str>,
) -> Option<Function> {
    start_with(host, runtime, handler, code, events, &[], "").await
}

async fn start_with(
    host: &Host,
    runtime: &str,
    handler: &str,
    code: &[(&str, &str)],
    events: Vec<&str>,
    env: &[(&str, &str)],
    headers: &str,
) -> Option<Function> {
    if let Err(why) = host.runtimes().await.choose(runtime, true) {
        eprintln!("not tried: {why}");
        return None;
    }
    let task = tempfile::tempdir().unwrap();
    for (name, text) in code {
        let path = task.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    open(task.path());
    let mut function = start_in(host, runtime, handler, task.path(), events, env, headers).await;
    function._folder = Some(task);
    Some(function)
}

async fn start_in(
    host: &Host,
    runtime: &str,
    handler: &str,
    task: &Path,
    events: Vec<&str>,
    env: &[(&str, &str)],
    headers: &str,
) -> Function {
    let choice = host.runtimes().await.choose(runtime, true).unwrap();
    let mut spec = Spec::new("function", [""]);
    spec.memory_bytes = 512 << 20;
    spec.env = vec![
        ("_HANDLER".into(), handler.into()),
        ("AWS_LAMBDA_FUNCTION_NAME".into(), "f".into()),
        ("AWS_LAMBDA_FUNCTION_VERSION".into(), "$LATEST".into()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE".into(), "512".into()),
        ("AWS_LAMBDA_LOG_GROUP_NAME".into(), "/aws/lambda/f".into()),
        ("AWS_LAMBDA_LOG_STREAM_NAME".into(), "stream".into()),
    ];
    spec.env
        .extend(env.iter().map(|(n, v)| (n.to_string(), v.to_string())));
    spec.mounts.push(Mount::read_only(task, "/var/task"));
    let address = "127.0.0.1:9001".parse().unwrap();
    spec.listeners
        .push(Listener::new(address).tell("AWS_LAMBDA_RUNTIME_API", "{}"));
    host.equip(&mut spec, &choice).await.unwrap();
    let mut running = host.start(spec).await.unwrap();
    let api = serve(running.listeners.remove(0), events, headers);
    let lines = BufReader::new(running.stdout.take().unwrap()).lines();
    Function {
        _folder: None,
        running,
        api,
        lines,
    }
}

/// Handlers that are not what they should be: the handler, the code of its file, the kind of the error
/// and how its message begins.
async fn do_not_begin(runtime: &str, file: &str, cases: &[(&str, &str, &str, &str)]) {
    let (_folder, host) = host().await;
    for (handler, code, kind, message) in cases {
        let code = [(file, *code)];
        let Some(mut function) = start(&host, runtime, handler, &code, vec!["{}"]).await else {
            return;
        };
        let told = function.told().await;
        let header = told.header("lambda-runtime-function-error-type");
        assert_eq!((told.path.as_str(), header), ("init/error", *kind));
        let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
        assert_eq!(told["errorType"], *kind);
        let said = told["errorMessage"].as_str().unwrap();
        assert!(said.starts_with(message), "{told}");
        assert_eq!(function.running.wait().await, haneul_compute::Exit::Code(1));
    }
}

/// A sandbox is nobody on the host.
fn open(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}
#[tokio::test]
async fn a_program_of_its_own() {
    let (_folder, host) = host().await;
    let script = "#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/9001\nprintf 'POST /2018-06-01/runtime/init/error HTTP/1.1\\r\\nContent-Length: 2\\r\\n\\r\\nhi' >&3\ncat <&3\n";
    let task = tempfile::tempdir().unwrap();
    std::fs::write(task.path().join("bootstrap"), script).unwrap();
    open(task.path());
    open(&task.path().join("bootstrap"));
    let mut spec = Spec::new("function", [""]);
    spec.mounts.push(Mount::read_only(task.path(), "/var/task"));
    spec.listeners
        .push(Listener::new("127.0.0.1:9001".parse().unwrap()));
    let choice = host
        .runtimes()
        .await
        .choose("provided.al2023", false)
        .unwrap();
    host.equip(&mut spec, &choice).await.unwrap();
    let mut running = host.start(spec).await.unwrap();
    let api = serve(running.listeners.remove(0), vec![], "");
    let told = api.told.recv_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!(
        (told.path.as_str(), told.body.as_str()),
        ("init/error", "hi")
    );
}
