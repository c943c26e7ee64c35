//! The parts of an ARN.

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arn<'a> {
    pub partition: &'a str,
    pub service: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    /// All that stands behind the account.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// `None`: that is none.
    pub fn read(text: &'a str) -> Option<Arn<'a>> {
        let mut parts = text.splitn(6, ':');
        if parts.next() != Some("arn") {
            return None;
        }
        Some(Arn {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }

    /// Of a queue or a topic in order.
    pub fn is_fifo(&self) -> bool {
        self.resource.ends_with(".fifo")
    }

    /// Where a queue's messages go to.
    pub fn queue_url(&self) -> String {
        format!("http://localhost:4566/{}/{}", self.account, self.resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_parts_of_which_the_last_is_the_rest() {
        let arn = Arn::read("arn:aws:kinesis:us-east-1:111122223333:stream/a:b").unwrap();
        assert_eq!(
            (arn.partition, arn.service, arn.region),
            ("aws", "kinesis", "us-east-1")
        );
        assert_eq!((arn.account, arn.resource), ("111122223333", "stream/a:b"));
        for text in ["", "arn", "arn:aws:s3:::", "nra:aws:s3:::bucket"] {
            let whole = text == "arn:aws:s3:::";
            assert_eq!(Arn::read(text).is_some(), whole, "{text}");
        }
    }
}
