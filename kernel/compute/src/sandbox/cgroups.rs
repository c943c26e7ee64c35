//! Control groups: where this process may make them, of either version, and one for a sandbox.
//!
//! Version 1 has a tree for each controller, version 2 one for all; a host may have both, and then each
//! controller is in one of them.

use super::sweep;
use crate::report::{Check, Part, State};
use crate::{Failure, Spec};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// What of control groups is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Controller {
    Memory,
    Cpu,
    /// Counts processor time; version 2 does so always.
    Account,
    Pids,
}

impl Controller {
    const ALL: [Controller; 4] = [
        Controller::Memory,
        Controller::Cpu,
        Controller::Account,
        Controller::Pids,
    ];

    /// As the kernel calls it in version 1 and, if there is one, in version 2.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Controller::Memory => ("memory", "memory"),
            Controller::Cpu => ("cpu", "cpu"),
            Controller::Account => ("cpuacct", ""),
            Controller::Pids => ("pids", "pids"),
        }
    }
}

/// A tree of groups, and the folder of it that is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tree {
    base: PathBuf,
    unified: bool,
    controllers: Vec<Controller>,
}

/// The trees that this process may make groups in.
#[derive(Clone, Debug, Default)]
pub struct Cgroups {
    trees: Vec<Tree>,
}

/// The groups of one sandbox. They go when this does.
#[derive(Debug, Default)]
pub struct Group {
    places: Vec<(PathBuf, Tree)>,
    /// It is read after each run.
    peak: OnceLock<Option<File>>,
}

/// How long a time slice is, in microseconds. AWS's is as long.
const PERIOD: f64 = 20_000.0;

impl Cgroups {
    /// Looks where they are mounted and which of our own groups may have others below it: ours
    /// will have this name.
    pub fn find(name: &str) -> Cgroups {
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let own = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
        let mut trees: Vec<Tree> = Vec::new();
        let mut wanted = Controller::ALL.to_vec();
        for (point, root, kind, options) in mounts.lines().filter_map(mount_of) {
            if kind != "cgroup" {
                continue;
            }
            let has = |c: &Controller| options.split(',').any(|o| o == c.names().0);
            let controllers: Vec<Controller> = wanted.iter().copied().filter(has).collect();
            let Some(first) = controllers.first() else {
                continue;
            };
            let Some(ours) = own_path(&own, first.names().0) else {
                continue;
            };
            let folder = under(&point, &root, &ours);
            if usable(&folder, &controllers, false, name) {
                wanted.retain(|c| !controllers.contains(c));
                trees.push(Tree {
                    base: folder.join(name),
                    unified: false,
                    controllers,
                });
            }
        }
        let unified = mounts
            .lines()
            .filter_map(mount_of)
            .find(|(_, _, kind, _)| kind == "cgroup2");
        if let Some((point, root, _, _)) = unified {
            let ours = own_path(&own, "").unwrap_or_default();
            trees.extend(unified_tree(
                &point,
                &under(&point, &root, &ours),
                &wanted,
                name,
            ));
        }
        Cgroups { trees }
    }

    /// Where our groups are, for who clears up.
    pub fn bases(&self) -> Vec<PathBuf> {
        self.trees.iter().map(|t| t.base.clone()).collect()
    }

    pub fn remove(&self) {
        for tree in &self.trees {
            let _ = fs::remove_dir(&tree.base);
        }
    }

    pub fn checks(&self) -> Vec<Check> {
        let parts = [
            (
                Part::MemoryLimit,
                Controller::Memory,
                "each process is limited instead",
            ),
            (
                Part::CpuLimit,
                Controller::Cpu,
                "processors are not limited",
            ),
            (
                Part::ProcessLimit,
                Controller::Pids,
                "each user is limited instead",
            ),
        ];
        let check = |(part, controller, instead): (Part, Controller, &str)| {
            let tree = self
                .trees
                .iter()
                .find(|t| t.controllers.contains(&controller));
            let state = match tree {
                Some(tree) if tree.unified => State::Works("cgroup v2".into()),
                Some(_) => State::Works("cgroup v1".into()),
                None => State::Missing {
                    why: format!("no control group may be made: {instead}"),
                    remedy: "run as root, or in a unit of systemd with Delegate=yes".into(),
                },
            };
            Check { part, state }
        };
        parts.map(check).into()
    }

    /// The groups of a sandbox, with its limits in them. Nobody is in them yet.
    pub fn make(&self, number: u32, spec: &Spec) -> Result<Group, Failure> {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        };
        let name: String = spec.name.chars().map(plain).take(64).collect();
        let mut group = Group::default();
        for tree in &self.trees {
            let folder = tree.base.join(format!("{number}-{name}"));
            make(tree, &folder).map_err(Failure::step("making a control group"))?;
            group.places.push((folder, tree.clone()));
        }
        group
            .limit(spec)
            .map_err(Failure::step("limiting a control group"))?;
        Ok(group)
    }
}

/// Mount point, root in the hierarchy, type and options of the file system.
fn mount_of(line: &str) -> Option<(PathBuf, PathBuf, String, String)> {
    let (mount, system) = line.split_once(" - ")?;
    let mut mount = mount.split(' ').skip(3);
    let (root, point) = (mount.next()?, mount.next()?);
    let mut system = system.split(' ');
    let kind = system.next()?;
    let options = system.nth(1)?;
    Some((point.into(), root.into(), kind.into(), options.into()))
}

/// Our own group in a hierarchy: of version 1 by a controller's name, of version 2 by none.
fn own_path(own: &str, controller: &str) -> Option<PathBuf> {
    own.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let names = parts.next()?;
        let is_it = names.split(',').any(|n| n == controller);
        is_it.then(|| parts.next().map(PathBuf::from)).flatten()
    })
}

/// In a container the hierarchy may be mounted from our own group on.
fn under(point: &Path, root: &Path, ours: &Path) -> PathBuf {
    let below = ours.strip_prefix(root).unwrap_or(Path::new(""));
    let folder = point.join(below.strip_prefix("/").unwrap_or(below));
    if folder.exists() {
        folder
    } else {
        point.to_path_buf()
    }
}

/// Whether a group made here has what these controllers bring. It is tried.
fn usable(folder: &Path, controllers: &[Controller], unified: bool, name: &str) -> bool {
    let tried = folder.join(format!("{name}-try"));
    if fs::create_dir(&tried).is_err() {
        return false;
    }
    let has = controllers
        .iter()
        .all(|c| fs::metadata(tried.join(limit_file(*c, unified))).is_ok());
    let _ = fs::remove_dir(&tried);
    has
}

fn limit_file(controller: Controller, unified: bool) -> &'static str {
    match (controller, unified) {
        (Controller::Memory, false) => "memory.limit_in_bytes",
        (Controller::Memory, true) => "memory.max",
        (Controller::Cpu, false) => "cpu.cfs_quota_us",
        (Controller::Cpu, true) => "cpu.max",
        (Controller::Account, false) => "cpuacct.usage",
        (Controller::Account, true) => "cpu.stat",
        (Controller::Pids, _) => "pids.max",
    }
}

/// Of version 2, groups with processes in them have none with limits below, so those go beside our own:
/// the nearest group above in which they can be made, down from the top for root.
fn unified_tree(point: &Path, ours: &Path, wanted: &[Controller], name: &str) -> Option<Tree> {
    let above = ours
        .ancestors()
        .skip(1)
        .take_while(|a| a.starts_with(point));
    for folder in std::iter::once(ours).chain(above) {
        let enabled = |c: &Controller| allow(folder, *c) && usable(folder, &[*c], true, name);
        let controllers: Vec<Controller> = wanted.iter().copied().filter(enabled).collect();
        if controllers.iter().any(|c| *c != Controller::Account) {
            return Some(Tree {
                base: folder.join(name),
                unified: true,
                controllers,
            });
        }
    }
    None
}

/// Passes a controller on to the groups below, where that is not so yet.
fn allow(folder: &Path, controller: Controller) -> bool {
    let (_, name) = controller.names();
    let passed = folder.join("cgroup.subtree_control");
    let has = fs::read_to_string(&passed).unwrap_or_default();
    name.is_empty()
        || has.split_whitespace().any(|h| h == name)
        || fs::write(&passed, format!("+{name}")).is_ok()
}

fn make(tree: &Tree, folder: &Path) -> io::Result<()> {
    if !tree.base.exists() {
        match fs::create_dir(&tree.base) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
            _ => {}
        }
        if tree.unified {
            for controller in &tree.controllers {
                allow(&tree.base, *controller);
            }
        }
    }
    fs::create_dir(folder)
}

impl Group {
    /// Who writes its number there is in the group.
    pub fn entrances(&self) -> Vec<PathBuf> {
        self.places
            .iter()
            .map(|(folder, _)| folder.join("cgroup.procs"))
            .collect()
    }

    pub fn limits_memory(&self) -> bool {
        self.place(Controller::Memory).is_some()
    }

    pub fn limits_processes(&self) -> bool {
        self.place(Controller::Pids).is_some()
    }

    fn place(&self, controller: Controller) -> Option<(&Path, bool)> {
        let mut places = self.places.iter();
        let found = places.find(|(_, tree)| tree.controllers.contains(&controller));
        found.map(|(folder, tree)| (folder.as_path(), tree.unified))
    }

    fn limit(&self, spec: &Spec) -> io::Result<()> {
        if let Some((folder, unified)) = self.place(Controller::Memory) {
            fs::write(
                folder.join(limit_file(Controller::Memory, unified)),
                spec.memory_bytes.to_string(),
            )?;
            // Not every kernel counts swapped memory.
            let _ = match unified {
                true => fs::write(folder.join("memory.swap.max"), "0"),
                false => fs::write(
                    folder.join("memory.memsw.limit_in_bytes"),
                    spec.memory_bytes.to_string(),
                ),
            };
        }
        if let Some((folder, unified)) = self.place(Controller::Pids) {
            // One more for the sandbox's first process.
            let most = spec.processes.saturating_add(1);
            fs::write(
                folder.join(limit_file(Controller::Pids, unified)),
                most.to_string(),
            )?;
        }
        if spec.cpu_share.is_some() {
            self.limit_cpu(spec.cpu_share)?;
        }
        Ok(())
    }

    /// Whether something here limits it.
    pub fn limit_cpu(&self, share: Option<f64>) -> io::Result<bool> {
        let Some((folder, unified)) = self.place(Controller::Cpu) else {
            return Ok(false);
        };
        // The kernel takes no less than a millisecond.
        let quota = share.map(|share| (PERIOD * share).max(1_000.0) as u64);
        match unified {
            true => {
                let quota = quota.map_or("max".to_owned(), |quota| quota.to_string());
                fs::write(folder.join("cpu.max"), format!("{quota} {PERIOD}"))?;
            }
            false => {
                let quota = quota.map_or("-1".to_owned(), |quota| quota.to_string());
                fs::write(folder.join("cpu.cfs_period_us"), PERIOD.to_string())?;
                fs::write(folder.join("cpu.cfs_quota_us"), quota)?;
            }
        }
        Ok(true)
    }

    /// Whether the kernel killed something in it because its memory was used up.
    pub fn ran_out_of_memory(&self) -> bool {
        let Some((folder, unified)) = self.place(Controller::Memory) else {
            return false;
        };
        let file = if unified {
            "memory.events"
        } else {
            "memory.oom_control"
        };
        value(&folder.join(file), "oom_kill").is_some_and(|kills| kills > 0)
    }

    pub fn memory_peak(&self) -> Option<u64> {
        let file = self.peak.get_or_init(|| self.open_peak()).as_ref()?;
        let mut text = [0; 32];
        let length = file.read_at(&mut text, 0).ok()?;
        str::from_utf8(text.get(..length)?)
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    fn open_peak(&self) -> Option<File> {
        let (folder, unified) = self.place(Controller::Memory)?;
        let file = if unified {
            "memory.peak"
        } else {
            "memory.max_usage_in_bytes"
        };
        File::open(folder.join(file)).ok()
    }

    pub fn cpu_time(&self) -> Option<Duration> {
        let (folder, unified) = self.place(Controller::Account)?;
        let file = folder.join(limit_file(Controller::Account, unified));
        match unified {
            true => value(&file, "usage_usec").map(Duration::from_micros),
            false => {
                let text = fs::read_to_string(file).ok()?;
                text.trim().parse().ok().map(Duration::from_nanos)
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for (folder, _) in &self.places {
            sweep::empty(folder);
        }
    }
}

/// The number behind a name, in a file of lines.
fn value(file: &Path, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(' ')?;
        (key == name).then(|| value.trim().parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_hierarchies_are_mounted() {
        let line =
            "36 25 0:31 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory";
        let (point, root, kind, options) = mount_of(line).unwrap();
        assert_eq!(
            (point.to_str(), root.to_str()),
            (Some("/sys/fs/cgroup/memory"), Some("/"))
        );
        assert_eq!((kind.as_str(), options.as_str()), ("cgroup", "rw,memory"));
    }

    #[test]
    fn our_own_group_of_each_version() {
        let own = "4:memory:/a/b\n3:cpu,cpuacct:/c\n0::/user.slice/x.scope\n";
        let path = |c| own_path(own, c).unwrap().to_str().unwrap().to_string();
        assert_eq!(path("memory"), "/a/b");
        assert_eq!(path("cpuacct"), "/c");
        assert_eq!(path(""), "/user.slice/x.scope");
        assert_eq!(own_path(own, "pids"), None);
    }

    /// A folder that looks like a group of version 2 as far as we look.
    #[test]
    fn limits_of_version_2() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree {
            base: folder.path().to_path_buf(),
            unified: true,
            controllers: Controller::ALL.to_vec(),
        };
        let group = std::mem::ManuallyDrop::new(Group {
            places: vec![(folder.path().to_path_buf(), tree)],
            peak: OnceLock::new(),
        });
        let mut spec = Spec::new("x", ["x"]);
        spec.cpu_share = Some(0.5);
        group.limit(&spec).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("memory.max"), "134217728");
        assert_eq!(read("memory.swap.max"), "0");
        assert_eq!(read("pids.max"), "1025");
        assert_eq!(read("cpu.max"), "10000 20000");
        fs::write(folder.path().join("memory.events"), "oom 1\noom_kill 1\n").unwrap();
        fs::write(folder.path().join("cpu.stat"), "usage_usec 2500\n").unwrap();
        assert!(group.ran_out_of_memory());
        assert_eq!(group.cpu_time(), Some(Duration::from_micros(2500)));
    }
}
