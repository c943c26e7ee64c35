"""Terraform, unmodified, with the provider from a directory on this machine."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MIRRORS = (
    "/opt/tf-plugins",
    "/usr/share/terraform/plugins",
    "/usr/local/share/terraform/plugins",
    "~/.terraform.d/plugins",
    "~/.local/share/terraform/plugins",
)
PROVIDER = "registry.terraform.io/hashicorp/aws"


def mirror():
    named = os.environ.get("TF_PLUGIN_MIRROR")
    for place in [named] if named else MIRRORS:
        place = Path(place).expanduser()
        if any((place / PROVIDER).glob("**/terraform-provider-aws*")):
            return place
    return None


class Stack:
    """One configuration, applied against one cloud."""

    def __init__(self, cloud, directory, configuration, cli_config):
        self.directory = directory
        shutil.copy(HERE / configuration, directory / "main.tf")
        shutil.copy(HERE / "provider.tf", directory / "provider.tf")
        self.environment = cloud.environment() | {
            "AWS_ENDPOINT_URL": cloud.endpoint,
            "AWS_ACCESS_KEY_ID": cloud.root.access_key,
            "AWS_SECRET_ACCESS_KEY": cloud.root.secret,
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "TF_CLI_CONFIG_FILE": str(cli_config),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
        }

    def run(self, *arguments, codes=(0,)):
        done = subprocess.run(
            ["terraform", *arguments], cwd=self.directory, env=self.environment,
            capture_output=True, text=True, timeout=200,
        )
        assert done.returncode in codes, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    def whole_life(self, check):
        """Apply, look, plan again with nothing to do, destroy."""
        self.run("init", "-no-color", "-input=false")
        self.run("apply", "-no-color", "-input=false", "-auto-approve")
        try:
            check()
            # 2 would say that something is to be changed.
            self.run("plan", "-no-color", "-input=false", "-detailed-exitcode")
        finally:
            self.run("destroy", "-no-color", "-input=false", "-auto-approve")


@pytest.fixture
def stack(cloud, tmp_path):
    if shutil.which("terraform") is None:
        pytest.skip("TERRAFORM IS NOT TESTED: there is no terraform in the PATH")
    place = mirror()
    if place is None:
        pytest.skip(
            "TERRAFORM IS NOT TESTED: no directory with hashicorp/aws was found; "
            "name one in TF_PLUGIN_MIRROR"
        )
    cli_config = tmp_path / "terraform.rc"
    cli_config.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{place}"\n  }}\n}}\n'
    )

    def make(configuration):
        directory = tmp_path / "stack"
        directory.mkdir()
        return Stack(cloud, directory, configuration, cli_config)

    return make
