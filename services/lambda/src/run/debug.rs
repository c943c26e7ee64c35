//! A debugger at a function: one whose environment has `HANEUL_DEBUG_PORT` waits for a debugger on that
//! port of this machine's loopback, and has no time limit, where the cloud was started to allow it.

use super::target::Target;
use crate::errors;
use haneul_compute::Spec;
use haneul_compute::runtimes::{Choice, Family};
use haneul_pipeline::{AwsError, Cloud};
use haneul_runtime::host;
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinSet;

const PORT: &str = "HANEUL_DEBUG_PORT";
/// Connections to one sandbox while it lives; a debugger makes one or two.
const CONNECTIONS: u8 = 32;
/// A program begins to listen within a minute, or it does not.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);
/// Debuggers take room beside the function's.
const MEMORY: u64 = 1 << 30;

/// Where the debugger of a function listens, if it is to have one.
pub fn port(cloud: &Cloud, target: &Target) -> Option<u16> {
    let variables = target.version.config.environment.as_ref()?;
    let (_, port) = variables.iter().find(|(name, _)| name == PORT)?;
    let port = port.parse().ok().filter(|port| *port > 0);
    port.filter(|_| cloud.settings.sandboxes.debug)
}

/// Starts what the runtime has for debugging. Programs of their own read the variable.
pub fn equip(spec: &mut Spec, choice: &Choice, port: u16) {
    spec.dialers += CONNECTIONS;
    spec.memory_bytes = spec.memory_bytes.max(MEMORY);
    let own: Vec<String> = match choice.name.family {
        Family::Python => {
            // debugpy comes with the function or with a layer.
            if let Some((_, path)) = spec.env.iter_mut().find(|(name, _)| name == "PYTHONPATH") {
                path.push_str(":/opt/python:/var/task");
            }
            let listen = format!("127.0.0.1:{port}");
            ["-m", "debugpy", "--listen", &listen, "--wait-for-client"]
                .map(String::from)
                .to_vec()
        }
        Family::Node => {
            let version = choice.interpreter.as_ref().map(|found| &found.version);
            let wait = match version.is_some_and(|version| knows_to_wait(version)) {
                true => "wait",
                false => "brk",
            };
            vec![format!("--inspect-{wait}=127.0.0.1:{port}")]
        }
        Family::Java => {
            let agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1";
            vec![format!("{agent}:{port}")]
        }
        Family::Ruby | Family::Provided => Vec::new(),
    };
    let after_the_program = 1.min(spec.command.len());
    spec.command
        .splice(after_the_program..after_the_program, own);
}

/// `--inspect-wait` is there from Node.js 20.15 and 22.2 on; before, `--inspect-brk` stops at the first line.
fn knows_to_wait(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    let (major, minor): (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    matches!((major, minor), (20, 15..) | (22, 2..) | (23.., _))
}

/// Brings connections of this machine into the sandbox. Without isolation there is nothing to bring.
pub async fn forward(
    serving: &mut JoinSet<()>,
    port: u16,
    dialers: Vec<TcpStream>,
) -> Result<(), AwsError> {
    if dialers.is_empty() {
        return Ok(());
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = listener.map_err(|error| {
        errors::invalid(format!(
            "The port {port} that {PORT} names cannot be listened on: {error}"
        ))
    })?;
    serving.spawn(serve(listener, port, dialers));
    Ok(())
}

async fn serve(listener: TcpListener, port: u16, dialers: Vec<TcpStream>) {
    let mut going = JoinSet::new();
    for dialer in dialers {
        let Ok((mut outside, _)) = listener.accept().await else {
            return;
        };
        going.spawn(async move {
            if let Some(mut inside) = connect(&dialer, port).await {
                _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
            }
        });
    }
    while going.join_next().await.is_some() {}
}

/// Who comes before the program listens waits until it does.
async fn connect(dialer: &TcpStream, port: u16) -> Option<tokio::net::TcpStream> {
    for _ in 0..TRIES {
        let again = TcpSocket::from_std_stream(dialer.try_clone().ok()?);
        match again.connect((Ipv4Addr::LOCALHOST, port).into()).await {
            Ok(connected) => return Some(connected),
            Err(_) => host::pause(PAUSE).await,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::knows_to_wait;

    #[test]
    fn which_versions_wait_for_a_debugger() {
        for (version, waits) in [
            ("18.20.4", false),
            ("20.14.0", false),
            ("20.15.1", true),
            ("22.1.0", false),
            ("22.2.0", true),
            ("24.0.0", true),
            ("odd", false),
        ] {
            assert_eq!(knows_to_wait(version), waits, "{version}");
        }
    }
}
