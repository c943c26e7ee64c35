//! What a sandbox needs of a runtime: its bootstrap, its interpreter's files, its environment.

use super::{Choice, Family, Interpreter, Name};
use crate::{Failure, File, Host, Mount, Spec};
use std::path::Path;

/// Where the function's code lies inside, and where runtimes lie.
const TASK: &str = "/var/task";
const RUNTIME: &str = "/var/runtime";

impl Host {
    /// Gives a specification what this runtime needs: the command, the interpreter's folder, the
    /// bootstrap, and AWS's environment of the runtime (`PATH`, `LD_LIBRARY_PATH`, `LANG`, `TZ`,
    /// `LAMBDA_TASK_ROOT`, `LAMBDA_RUNTIME_DIR`, `AWS_EXECUTION_ENV`, …). Variables that are set already
    /// stay. The caller mounts the code at `/var/task` and layers at `/opt`, and tells
    /// `AWS_LAMBDA_RUNTIME_API` and `_HANDLER`.
    pub async fn equip(&self, spec: &mut Spec, choice: &Choice) -> Result<(), Failure> {
        common(spec, choice);
        spec.cwd = TASK.into();
        let Some(interpreter) = &choice.interpreter else {
            spec.command = vec!["/bin/sh".into(), "-c".into(), PROVIDED.into()];
            return Ok(());
        };
        if !is_everywhere(&interpreter.home) {
            spec.mounts
                .push(Mount::read_only(&interpreter.home, &interpreter.home));
        }
        let program = interpreter.program.to_string_lossy().into_owned();
        match choice.name.family {
            Family::Python => python(spec, interpreter, program),
            Family::Node => node(spec, interpreter, program),
            Family::Java => {
                let classes = super::java::classes(self, interpreter).await?;
                java(spec, program, &classes);
            }
            Family::Ruby => ruby(spec, choice.name, interpreter, program),
            Family::Provided => {
                return Err(Failure::Refused(format!(
                    "{} has no bootstrap yet",
                    choice.name.name
                )));
            }
        }
        Ok(())
    }
}

/// AWS looks for the program in a layer last.
const PROVIDED: &str = "for at in /var/runtime /var/task /opt; do \
    if [ -x $at/bootstrap ]; then exec $at/bootstrap; fi; done; \
    echo \"Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]\" >&2; exit 127";

fn common(spec: &mut Spec, choice: &Choice) {
    let library =
        "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib";
    set(spec, "PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin");
    set(spec, "LD_LIBRARY_PATH", library);
    set(spec, "LANG", "en_US.UTF-8");
    set(spec, "TZ", ":UTC");
    set(spec, "LAMBDA_TASK_ROOT", TASK);
    set(spec, "LAMBDA_RUNTIME_DIR", RUNTIME);
    if choice.name.family != Family::Provided {
        let name = format!("AWS_Lambda_{}", choice.name.name);
        set(spec, "AWS_EXECUTION_ENV", &name);
    }
}

fn python(spec: &mut Spec, interpreter: &Interpreter, program: String) {
    set(spec, "PYTHONPATH", RUNTIME);
    if let Some(sdk) = &interpreter.sdk {
        // Its folder holds other packages, too; the bootstrap puts it last.
        if !is_everywhere(sdk) && !sdk.starts_with(&interpreter.home) {
            spec.mounts.push(Mount::read_only(sdk, sdk));
        }
        set(spec, "HANEUL_PYTHON_SDK", &sdk.to_string_lossy());
    }
    let files = [
        (
            "/var/runtime/bootstrap.py",
            include_str!("bootstrap/python/bootstrap.py"),
        ),
        (
            "/var/runtime/_haneul_logs.py",
            include_str!("bootstrap/python/_haneul_logs.py"),
        ),
    ];
    spec.files
        .extend(files.map(|(path, text)| File::new(path, text)));
    spec.command = vec![program, "/var/runtime/bootstrap.py".into()];
}

fn node(spec: &mut Spec, interpreter: &Interpreter, program: String) {
    let major = interpreter.series().0;
    let path = format!(
        "/opt/nodejs/node{major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task"
    );
    set(spec, "NODE_PATH", &path);
    if let Some(sdk) = &interpreter.sdk {
        // Where both kinds of modules look last.
        spec.mounts.push(Mount::read_only(sdk, "/node_modules"));
    }
    spec.files.push(File::new(
        "/var/runtime/index.mjs",
        include_str!("bootstrap/node.mjs"),
    ));
    // Without it the heap grows past the sandbox's memory before it is swept.
    let heap = (spec.memory_bytes >> 20) * 9 / 10;
    spec.command = vec![
        program,
        format!("--max-old-space-size={heap}"),
        "/var/runtime/index.mjs".into(),
    ];
}

fn ruby(spec: &mut Spec, name: Name, interpreter: &Interpreter, program: String) {
    set(spec, "RUBYLIB", "/var/task:/opt/ruby/lib");
    // Gems lie by the version they were installed for: AWS's, or that of who stands in for it.
    let mut series = vec![name.version];
    if interpreter.series() != name.version {
        series.push(interpreter.series());
    }
    let folders = series.iter().flat_map(|(major, minor)| {
        ["/var/task/vendor/bundle/ruby", "/opt/ruby/gems"]
            .map(|root| format!("{root}/{major}.{minor}.0"))
    });
    set(spec, "GEM_PATH", &folders.collect::<Vec<_>>().join(":"));
    spec.files.push(File::new(
        "/var/runtime/bootstrap.rb",
        include_str!("bootstrap/ruby.rb"),
    ));
    spec.command = vec![program, "/var/runtime/bootstrap.rb".into()];
}

fn java(spec: &mut Spec, program: String, classes: &Path) {
    let inside = "/var/runtime/java";
    spec.mounts.push(Mount::read_only(classes, inside));
    // As AWS's own: the heap is most of the memory, and one thread sweeps it.
    let heap = spec.memory_bytes / 100 * 85 / 1024;
    let options = [
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-XX:-UsePerfData",
    ];
    spec.command = vec![program, format!("-XX:MaxHeapSize={heap}k")];
    spec.command.extend(options.map(String::from));
    spec.command
        .extend(["-cp", inside, "haneul.Bootstrap"].map(String::from));
}

/// Whether every sandbox sees it.
fn is_everywhere(path: &Path) -> bool {
    ["/usr", "/lib", "/lib64", "/bin"]
        .iter()
        .any(|root| path.starts_with(root))
}

fn set(spec: &mut Spec, name: &str, value: &str) {
    if !spec.env.iter().any(|(n, _)| n == name) {
        spec.env.push((name.to_string(), value.to_string()));
    }
}
