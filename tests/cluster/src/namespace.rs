//! A network of a node's own, that can be unplugged. Needs the rights of an administrator; without
//! them there is only the proxy, which holds bytes back but acknowledges them.

use std::process::{Command, Stdio};

pub struct Namespace {
    name: String,
    /// Our end of the cable, and its address there.
    link: String,
    pub address: String,
}

impl Namespace {
    /// `None` where this is not allowed.
    pub fn make() -> Option<Namespace> {
        let number = std::process::id() % 64_000;
        let (high, low) = (number / 250, number % 250 + 1);
        let made = Namespace {
            name: format!("haneul-{number}"),
            link: format!("hnl{number}"),
            address: format!("10.{high}.{low}.1"),
        };
        let (name, link) = (made.name.as_str(), made.link.as_str());
        let ours = format!("{}/30", made.address);
        let theirs = format!("10.{high}.{low}.2/30");
        let steps: [&[&str]; 6] = [
            &["netns", "add", name],
            &[
                "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name,
            ],
            &["addr", "add", &ours, "dev", link],
            &["link", "set", link, "up"],
            &["-n", name, "addr", "add", &theirs, "dev", "eth0"],
            &["-n", name, "link", "set", "eth0", "up"],
        ];
        steps.iter().all(|step| ip(step)).then_some(made)
    }

    /// What a command inside begins with.
    pub fn inside(&self) -> Vec<String> {
        ["ip", "netns", "exec", &self.name]
            .map(str::to_owned)
            .to_vec()
    }

    pub fn unplug(&self) {
        ip(&["link", "set", &self.link, "down"]);
    }

    pub fn plug_in(&self) {
        ip(&["link", "set", &self.link, "up"]);
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        ip(&["link", "delete", &self.link]);
        ip(&["netns", "delete", &self.name]);
    }
}

fn ip(words: &[&str]) -> bool {
    let status = Command::new("ip")
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}
