"""A user, a group, a role and what they may."""


def test_identities(stack, iam):
    def check():
        assert [g["GroupName"] for g in iam.list_groups_for_user(UserName="tf-user")["Groups"]] == ["tf-group"]
        roles = iam.get_instance_profile(InstanceProfileName="tf-profile")["InstanceProfile"]["Roles"]
        assert [r["RoleName"] for r in roles] == ["tf-role"]
        assert len(iam.list_access_keys(UserName="tf-user")["AccessKeyMetadata"]) == 1

    stack("iam.tf").whole_life(check)
    assert "tf-user" not in [u["UserName"] for u in iam.list_users()["Users"]]


def test_a_user_destroyed_by_force(stack, iam):
    def check():
        iam.create_access_key(UserName="tf-forced")

    stack("iam_force_destroy.tf").whole_life(check)
