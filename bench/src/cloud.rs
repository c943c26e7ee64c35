//! Haneul, started to be measured.

use crate::Options;
use crate::client::{Call, Keys};
use crate::process::{self, Running};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Cloud {
    pub process: Running,
    pub address: SocketAddr,
    pub root: Keys,
}

impl Cloud {
    /// Starts `haneul up` over a data directory and waits until it is ready.
    pub fn start(binary: &Path, data: &Path) -> Result<Cloud, String> {
        Cloud::start_with(binary, data, &[])
    }

    /// The same with more options.
    pub fn start_with(binary: &Path, data: &Path, options: &[&str]) -> Result<Cloud, String> {
        let mut process = spawn_with(binary, data, options)?;
        let url = process.line_after("ready ")?;
        let address = url.trim_start_matches("http://").parse();
        Ok(Cloud {
            process,
            address: address.map_err(|e| format!("{url}: {e}"))?,
            root: root_keys(data)?,
        })
    }

    /// A new IAM user that may do `actions`, and its keys: what is measured is what users do, and
    /// users are held to their policies.
    pub fn user(&self, name: &str, actions: &str) -> Result<Keys, String> {
        let iam = |form: String| Call::query("iam", &form).send(&self.root, self.address);
        iam(format!(
            "Action=CreateUser&Version=2010-05-08&UserName={name}"
        ))?;
        let policy = serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }],
        })
        .to_string();
        let policy =
            percent_encoding::utf8_percent_encode(&policy, percent_encoding::NON_ALPHANUMERIC);
        iam(format!(
            "Action=PutUserPolicy&Version=2010-05-08&UserName={name}&PolicyName=bench&PolicyDocument={policy}"
        ))?;
        let made = iam(format!(
            "Action=CreateAccessKey&Version=2010-05-08&UserName={name}"
        ))?;
        Ok(Keys {
            access_key: element(&made, "AccessKeyId")?,
            secret: element(&made, "SecretAccessKey")?,
        })
    }

    pub fn processor_seconds(&self) -> Option<f64> {
        process::processor_seconds(self.process.id())
    }
}

/// `haneul up` on a free port, with a home of its own: the user's own cloud stays the one that
/// `haneul env` finds.
pub fn spawn(binary: &Path, data: &Path) -> Result<Running, String> {
    spawn_with(binary, data, &[])
}

fn spawn_with(binary: &Path, data: &Path, options: &[&str]) -> Result<Running, String> {
    let mut command = Command::new(binary);
    command
        .args(["up", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(options)
        .env("XDG_DATA_HOME", data.join("home"))
        .env("HOME", data.join("home"));
    Running::start(command)
}

/// The binary to measure. Under cargo it is built first, so that it is what the sources say.
pub fn binary(options: &Options) -> Result<PathBuf, String> {
    if let Some(given) = &options.haneul {
        return Ok(given.clone());
    }
    if let Some(cargo) = std::env::var_os("CARGO") {
        let mut command = Command::new(cargo);
        command.args(["build", "--quiet", "-p", "haneul"]);
        if !cfg!(debug_assertions) {
            command.arg("--release");
        }
        let built = command.current_dir(workspace()).status();
        if !built.is_ok_and(|status| status.success()) {
            return Err("haneul could not be built".to_owned());
        }
    }
    let binary = process::own_directory()?.join(format!("haneul{}", std::env::consts::EXE_SUFFIX));
    match binary.exists() {
        true => Ok(binary),
        false => Err(format!(
            "there is no {}; say where it is with --haneul",
            binary.display()
        )),
    }
}

/// Where the sources are.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn root_keys(data: &Path) -> Result<Keys, String> {
    let file = data.join("credentials");
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let value = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once('=')?.1.trim().to_owned())
    };
    let keys = || {
        Some(Keys {
            access_key: value("aws_access_key_id")?,
            secret: value("aws_secret_access_key")?,
        })
    };
    keys().ok_or_else(|| format!("{}: no keys", file.display()))
}

fn element(xml: &str, name: &str) -> Result<String, String> {
    let found = || {
        let (_, rest) = xml.split_once(&format!("<{name}>"))?;
        Some(rest.split_once('<')?.0.to_owned())
    };
    found().ok_or_else(|| format!("no {name} in {xml}"))
}
