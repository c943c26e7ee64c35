"""Batch operations: a job over a list of objects, confirmed, restarted and reported."""

import json

from support.cloud import allow, policy
from support.errors import refused


def test_a_job(own_cloud, local_names):
    cloud = own_cloud
    s3, iam = cloud.client("s3"), cloud.client("iam")
    trust = allow("sts:AssumeRole", "*", Principal={"Service": "batchoperations.s3.amazonaws.com"})
    del trust["Resource"]
    role = iam.create_role(RoleName="batch", AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="batch", PolicyName="p", PolicyDocument=policy(allow("s3:*")))
    s3.create_bucket(Bucket="first")
    for key in ("a", "b c"):
        s3.put_object(Bucket="first", Key=key, Body=b"x")
    manifest = s3.put_object(Bucket="first", Key="list.csv", Body=b"first,a\nfirst,b%20c\nfirst,no\n")

    def control():
        return cloud.client("s3control", endpoint=f"http://localhost:{cloud.port}")

    job = {
        "AccountId": cloud.account,
        "ConfirmationRequired": True,
        "Operation": {"S3PutObjectTagging": {"TagSet": [{"Key": "t", "Value": "1"}]}},
        "Report": {
            "Bucket": "arn:aws:s3:::first",
            "Format": "Report_CSV_20180820",
            "Enabled": True,
            "Prefix": "report",
            "ReportScope": "AllTasks",
        },
        "ClientRequestToken": "once",
        "Manifest": {
            "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key"]},
            "Location": {"ObjectArn": "arn:aws:s3:::first/list.csv", "ETag": manifest["ETag"]},
        },
        "Priority": 10,
        "RoleArn": role,
    }
    made = control().create_job(**job)["JobId"]
    with refused("NotImplemented", status=501):
        sums = {"S3ComputeObjectChecksum": {}}
        control().create_job(**job | {"Operation": sums, "ClientRequestToken": "other"})
    cloud.advance(5)
    named = {"AccountId": cloud.account, "JobId": made}
    assert control().describe_job(**named)["Job"]["Status"] == "Suspended"
    cloud.restart()
    control().update_job_priority(**named, Priority=5)
    control().update_job_status(**named, RequestedJobStatus="Ready")
    cloud.advance(5)
    found = control().describe_job(**named)["Job"]
    assert (found["Status"], found["Priority"]) == ("Complete", 5)
    assert found["Operation"] == job["Operation"] and found["Manifest"] == job["Manifest"]
    summary = found["ProgressSummary"]
    assert [summary[f"NumberOfTasks{kind}"] for kind in ("Succeeded", "Failed")] == [2, 1]
    s3 = cloud.client("s3")
    assert s3.get_object_tagging(Bucket="first", Key="b c")["TagSet"] == [{"Key": "t", "Value": "1"}]
    body = s3.get_object(Bucket="first", Key=f"report/job-{made}/manifest.json")["Body"].read()
    kinds = [result["TaskExecutionStatus"] for result in json.loads(body)["Results"]]
    assert kinds == ["succeeded", "failed"]
    control().put_job_tagging(**named, Tags=[{"Key": "who", "Value": "me"}])
    assert control().get_job_tagging(**named)["Tags"] == [{"Key": "who", "Value": "me"}]
    listed = control().list_jobs(AccountId=cloud.account, JobStatuses=["Complete"])["Jobs"]
    assert [one["JobId"] for one in listed] == [made]
