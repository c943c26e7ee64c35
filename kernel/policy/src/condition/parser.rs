use super::Condition;
use super::operator::Operator;
use super::values::Values;
use crate::language::{Complaint, Json};

/// Reads a `Condition` block: operators, each with keys, each with values.
pub(crate) fn parse(json: &Json, variables: bool) -> Result<Vec<Condition>, Complaint<'_>> {
    let Json::Object(operators) = json else {
        return Err(Complaint::Syntax);
    };
    let mut conditions = Vec::new();
    for (name, keys) in operators {
        let operator = Operator::parse(name).ok_or(Complaint::InvalidOperator(name))?;
        let Json::Object(keys) = keys else {
            return Err(Complaint::Syntax);
        };
        for (key, values) in keys {
            conditions.push(one(operator, key, values, variables)?);
        }
    }
    Ok(conditions)
}

fn one<'a>(
    operator: Operator,
    key: &'a str,
    values: &Json,
    variables: bool,
) -> Result<Condition, Complaint<'a>> {
    if !key.contains(':') {
        return Err(Complaint::NoVendor);
    }
    let texts = values.scalars().ok_or(Complaint::Syntax)?;
    let (values, readable) = Values::compile(operator.comparison, &texts, variables);
    Ok(Condition {
        key: key.to_ascii_lowercase().into(),
        quantifier: operator.quantifier,
        if_exists: operator.if_exists,
        negated: operator.negated,
        values,
        readable,
    })
}
