use countersign_wire::app::{AppKind, AppSettings, DialectName, SigningAlg, TokenSettings};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::ScopeSet;
use proptest::prelude::*;

use super::*;

fn app(client_id: &str, name: &str) -> App {
    App {
        client_id: client_id.to_owned(),
        name: name.to_owned(),
        kind: AppKind::Web,
        dialect: DialectName::Standard,
        redirect_uris: vec![RedirectUri::parse("https://harbour.example/callback").unwrap()],
        scopes: ScopeSet::parse("profile email").unwrap(),
        trusted: false,
        enabled: true,
        held: false,
        pkce: Pkce::Required,
        wants_secret: true,
        built_in: false,
        created_at: 0,
        version: 3,
        last_used_at: None,
        created_by: None,
        settings: AppSettings::default(),
        secrets: Vec::new(),
    }
}

fn planned(file: &str, prune: bool, apps: &[App]) -> AppPlan {
    plan(file, prune, apps, None).unwrap().plan
}

fn problems(file: &str, apps: &[App]) -> Vec<String> {
    match plan(file, false, apps, None) {
        Err(DeclaredError::Invalid(problems)) => problems.into_iter().map(|problem| problem.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_change_is_told_field_by_field_with_the_version_it_is_planned_at() {
    let apps = [app("a", "Harbour")];
    let file = export(&apps).unwrap().replace("Harbour", "Quay").replace("\"email\"", "\"offline_access\"");
    insta::assert_snapshot!(planned(&file, false, &apps).diff(), @r#"
    ~ Harbour (a)
        name: "Harbour" -> "Quay"
        scopes: ["profile","email"] -> ["profile","offline_access"]
    1 app to change, 0 as the file says.
    "#);
    assert_eq!(planned(&file, false, &apps).changes[0].version, Some(3));
}

#[test]
fn what_the_file_does_not_name_is_removed_only_where_that_is_asked_for() {
    let apps = [app("a", "Harbour"), App { built_in: true, ..app(BUILT_IN, "Countersign") }];
    assert_eq!(planned("", false, &apps), AppPlan::default());
    let plan = planned("", true, &apps);
    insta::assert_snapshot!(plan.diff(), @r"
    - Harbour (a)
    ! The file names no app: every app is removed.
    ! Harbour is removed, and everybody who uses it is signed out of it.
    1 app to change, 0 as the file says.
    ");
}

#[test]
fn an_app_is_found_by_its_code_name_and_leaving_out_a_default_changes_nothing() {
    let settings = AppSettings { code_name: Some("harbour".into()), ..AppSettings::default() };
    let apps = [App { settings, ..app("a", "Harbour") }];
    let file = "[[app]]\ncode_name = \"harbour\"\nname = \"Harbour\"\nkind = \"web\"\nscopes = [\"profile\", \"email\"]\n\
                redirect_uris = [\"https://harbour.example/callback\"]\n";
    assert_eq!(planned(file, true, &apps), AppPlan { unchanged: 1, ..AppPlan::default() });
    let added = planned(&file.replace("\"harbour\"", "\"quay\""), false, &apps);
    assert_eq!((added.changes[0].action, added.changes[0].code_name.as_deref()), (PlanAction::Add, Some("quay")));
}

#[test]
fn what_is_wrong_is_told_with_the_place_of_the_app() {
    let apps = [app("a", "Harbour")];
    let one = "[[app]]\nclient_id = \"a\"\nname = \"Harbour\"\nkind = \"web\"\n";
    assert_eq!(problems(&format!("{one}colour = \"red\"\n"), &apps), ["app 1: colour"]);
    assert_eq!(problems(&format!("{one}[app.tokens]\nlifetime = 1\n"), &apps), ["app 1: tokens.lifetime"]);
    assert_eq!(problems(&format!("{one}{one}"), &apps), ["app 2: client_id"]);
    assert_eq!(problems(&one.replace("\"web\"", "\"native\""), &apps), ["app 1: kind"]);
    assert_eq!(problems(&one.replace("\"a\"", "\"countersign\""), &apps), ["app 1: client_id"]);
    assert_eq!(problems(&one.replace("\"a\"", "\"a b\""), &apps), ["app 1: client_id"]);
    assert_eq!(problems(&one.replace("client_id = \"a\"\n", ""), &apps), ["app 1: client_id"]);
    assert_eq!(problems(&format!("{one}scopes = [\"nothing\"]\n"), &apps), ["app 1: scopes"]);
    assert!(matches!(plan("app = 1", false, &apps, None), Err(DeclaredError::Unreadable(_))));
    assert!(matches!(plan("[[apps]]", false, &apps, None), Err(DeclaredError::Unreadable(_))));
}

#[test]
fn a_field_that_cannot_be_read_hides_nothing_that_is_wrong() {
    let file = "[[app]]\ncode_name = \"a\"\nname = \"Harbour\"\nkind = \"wep\"\ncolour = \"red\"\n[app.tokens]\naccess_lifetime = \"1h\"\n\n\
                [[app]]\ncode_name = \"b\"\nkind = \"web\"\n\n\
                [[app]]\ncode_name = \"c\"\nname = \"Quay\"\nkind = \"web\"\nsort = 1\nscopes = [\"nothing\"]\n";
    let Err(DeclaredError::Invalid(told)) = plan(file, false, &[], None) else { panic!("it is refused") };
    let told: Vec<_> = told.iter().map(|told| format!("{}: {}", told.field, told.message)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    app 1: kind: It cannot be read: unknown variant `wep`, expected one of `native`, `web`, `spa`, `machine`. (line 4)
    app 1: colour: There is no such field. Take it out, or look at how it is spelt. (line 5)
    app 1: tokens.access_lifetime: It cannot be read: invalid type: string "1h", expected u32. (line 7)
    app 2: name: It is missing, and every app has one. Write it. (line 9)
    app 3: code_name: A code name is 3 to 40 letters and digits, without spaces or signs. (line 14)
    app 3: sort: There is no such field. Take it out, or look at how it is spelt. (line 17)
    app 3: scopes: “nothing” is not a scope of the standard dialect. It has openid, profile, email, address, phone, offline_access, accounts:admin. (line 18)
    "#);
}

fn any_app() -> impl Strategy<Value = App> {
    let kinds = prop_oneof![Just(AppKind::Web), Just(AppKind::Native), Just(AppKind::Spa)];
    let text = "[ -~ñ\\\\\"'é]{1,60}";
    let pieces = (kinds, "[A-Za-z\"'\\\\é][ -~é]{0,40}", any::<bool>(), proptest::option::of(60_u32..86_400), proptest::option::of(text));
    (pieces, "[a-z0-9]{8}", proptest::option::of("[a-zA-Z0-9]{3,40}")).prop_map(|(pieces, client_id, code_name)| {
        let (kind, name, enabled, access_lifetime, description) = pieces;
        let mut made = App { kind, enabled, ..app(&client_id, name.trim()) };
        made.wants_secret = kind == AppKind::Web;
        made.settings.code_name = code_name;
        made.settings.about.description = description;
        made.settings.openid.id_token_alg = SigningAlg::EdDSA;
        made.settings.tokens = TokenSettings { access_lifetime, ..TokenSettings::default() };
        made
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_exported_changes_nothing(mut apps in proptest::collection::vec(any_app(), 0..6)) {
        let mut seen = BTreeSet::new();
        apps.retain(|app| seen.insert(app.client_id.clone()));
        apps.iter_mut().for_each(|app| app.settings.code_name = app.settings.code_name.take().filter(|name| seen.insert(name.clone())));
        let file = export(&apps).unwrap();
        let unchanged = u64::try_from(apps.len()).unwrap();
        prop_assert_eq!(planned(&file, true, &apps), AppPlan { unchanged, ..AppPlan::default() }, "{}", file);
    }
}
