//! Uploads in parts: the object is there whole or not at all, the parts until then.

use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client, encoded};

/// The least that a part before the last may hold.
const PART: usize = 5 << 20;

#[derive(Default)]
pub struct Multipart {
    next: usize,
    first: Vec<u8>,
    under_way: Option<Upload>,
    finished: Vec<Upload>,
    count: usize,
}

struct Upload {
    key: usize,
    id: String,
    /// Acknowledged, with their tags.
    parts: Vec<(Vec<u8>, String)>,
    completing: bool,
}

impl Upload {
    fn whole(&self) -> Vec<u8> {
        self.parts
            .iter()
            .flat_map(|(bytes, _)| bytes.clone())
            .collect()
    }

    fn path(&self) -> String {
        format!("/kill-parts/{}", self.key)
    }
}

impl Multipart {
    fn begin(&mut self, client: &mut Client) -> Outcome<()> {
        let key = self.next;
        self.next += 1;
        let begin = Call::new("s3", "POST", format!("/kill-parts/{key}")).query("uploads=");
        let answer = acknowledged(client.send(&begin)?)?;
        self.under_way = Some(Upload {
            key,
            id: answer
                .element("UploadId")
                .ok_or("an upload without an id")?,
            parts: Vec::new(),
            completing: false,
        });
        Ok(())
    }
}

impl Load for Multipart {
    fn name(&self) -> &'static str {
        "uploads in parts"
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        self.first = Chance::new(5).bytes(PART);
        client.expect(&Call::new("s3", "PUT", "/kill-parts"))?;
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let Some(upload) = &mut self.under_way else {
            return self.begin(client);
        };
        let query = format!("uploadId={}", encoded(&upload.id));
        let done =
            upload.parts.len() == 2 || (upload.parts.len() == 1 && upload.parts[0].0.len() < PART);
        if !done {
            // One in eight begins with a part of full size; the others have a single small one.
            let bytes = match upload.parts.is_empty() && chance.one_in(8) {
                true => self.first.clone(),
                false => {
                    let length = 1 + chance.below(100_000);
                    chance.bytes(length)
                }
            };
            let number = upload.parts.len() + 1;
            let put = Call::new("s3", "PUT", upload.path())
                .query(format!("partNumber={number}&{query}"))
                .body(bytes.clone());
            let answer = acknowledged(client.send(&put)?)?;
            let tag = answer
                .header("etag")
                .ok_or("a part without a tag")?
                .to_owned();
            upload.parts.push((bytes, tag));
            return Ok(());
        }
        let mut list = String::from("<CompleteMultipartUpload>");
        for (at, (_, tag)) in upload.parts.iter().enumerate() {
            list += &format!(
                "<Part><PartNumber>{}</PartNumber><ETag>{tag}</ETag></Part>",
                at + 1
            );
        }
        list += "</CompleteMultipartUpload>";
        upload.completing = true;
        let complete = Call::new("s3", "POST", upload.path())
            .query(query)
            .body(list);
        let answer = acknowledged(client.send(&complete)?)?;
        assert!(answer.element("ETag").is_some(), "{}", answer.text());
        self.finished.extend(self.under_way.take());
        self.count += 1;
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        for upload in self.finished.drain(..) {
            let got = client.expect(&Call::new("s3", "GET", upload.path()))?;
            if got.body != upload.whole() {
                return Err(format!("object {} is not its parts", upload.key).into());
            }
            client.expect(&Call::new("s3", "DELETE", upload.path()))?;
        }
        let Some(upload) = self.under_way.take() else {
            return Ok(());
        };
        let got = client.send(&Call::new("s3", "GET", upload.path()))?;
        match got.status {
            200 if upload.completing && got.body == upload.whole() => {
                client.expect(&Call::new("s3", "DELETE", upload.path()))?;
                return Ok(());
            }
            404 => {}
            status => {
                return Err(
                    format!("an unfinished object: {status}, {} bytes", got.body.len()).into(),
                );
            }
        }
        let query = format!("uploadId={}", encoded(&upload.id));
        let listed = client
            .expect(&Call::new("s3", "GET", upload.path()).query(query.as_str()))?
            .text();
        let there = listed.matches("<Part>").count();
        let may = upload.parts.len()..=upload.parts.len() + 1;
        if !may.contains(&there)
            || upload
                .parts
                .iter()
                .any(|(_, tag)| !listed.contains(tag.trim_matches('"')))
        {
            return Err(format!(
                "{} parts acknowledged, listed: {listed}",
                upload.parts.len()
            )
            .into());
        }
        client.expect(&Call::new("s3", "DELETE", upload.path()).query(query))?;
        Ok(())
    }

    fn acknowledged(&self) -> usize {
        self.count
    }
}
