//! Where CEL and this language have the same things, they agree: the crate `cel` is the judge, of
//! rules as written and as printed. Where CEL fails (an overflow, a division by zero) there is
//! nothing to compare.

use proptest::prelude::*;
use rule::{Expect, Rule, Value, format};

use crate::common::{answers, context, names};
use crate::writing;

fn judged(text: &str) -> Option<Value> {
    let program = cel::Program::compile(text).expect("CEL reads it");
    let mut context = cel::Context::default();
    context.add_variable("rooms", 3_i64).expect("a number");
    context.add_variable("in_town", true).expect("a bool");
    context.add_variable("note", "Via Roma").expect("a text");
    program.execute(&context).ok().and_then(|value| ours(&value))
}

fn ours(value: &cel::Value) -> Option<Value> {
    Some(match value {
        cel::Value::Bool(yes) => Value::Bool(*yes),
        cel::Value::Int(number) => Value::Int(*number),
        cel::Value::String(text) => Value::text(text),
        cel::Value::List(items) => Value::list(items.iter().map(ours).collect::<Option<Vec<_>>>()?),
        _ => return None,
    })
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let rule = Rule::compile(text, &names(), Expect::Any);
    prop_assert!(rule.is_ok(), "{}: {:?}", text, rule.err());
    let Ok(rule) = rule else { return Ok(()) };
    let printed = format(text).expect("it can be read");
    for text in [text, &printed] {
        if let Some(judged) = judged(text) {
            prop_assert_eq!(rule.eval(&answers(), &context()), judged, "{}", text);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn conditions_agree_with_cel(text in writing::common(3).bools) {
        check(&text)?;
    }

    #[test]
    fn numbers_agree_with_cel(text in writing::common(3).ints) {
        check(&text)?;
    }

    #[test]
    fn texts_and_lists_agree_with_cel(
        text in writing::common(3).texts,
        list in writing::common(3).lists,
    ) {
        check(&text)?;
        check(&list)?;
    }
}
