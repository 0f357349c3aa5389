//! Storage in trouble, for tests of what is told then: a database that takes no writes, a file that somebody
//! else holds.

use sqlx::{Connection as _, PgConnection, SqliteConnection};

use super::must;

/// Makes a PostgreSQL database refuse writes with the words of one that is read-only, or take them again.
pub async fn read_only(url: &str, on: bool) {
    let change = if on {
        "EXECUTE format('CREATE TRIGGER refuses BEFORE INSERT OR UPDATE OR DELETE ON %s
                         FOR EACH STATEMENT EXECUTE FUNCTION refuse()', one)"
    } else {
        "EXECUTE format('DROP TRIGGER refuses ON %s', one)"
    };
    let sql = format!(
        "SET default_transaction_read_only = off;
         CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'cannot execute in a read-only transaction' USING ERRCODE = '25006';
         END $$;
         DO $$ DECLARE one regclass; BEGIN
            FOR one IN SELECT oid FROM pg_class
                       WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
            LOOP {change}; END LOOP;
         END $$"
    );
    let mut own = must(PgConnection::connect(url).await, "connect");
    must(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut own).await, "change the database");
}

/// A SQLite file that nobody else can write.
pub struct Held(SqliteConnection);

/// Holds a SQLite file as a backup or another program would.
pub async fn hold(url: &str) -> Held {
    let mut own = must(SqliteConnection::connect(url).await, "open the file");
    must(sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut own).await, "hold the file");
    Held(own)
}

impl Held {
    /// Lets it go.
    pub async fn release(mut self) {
        must(sqlx::raw_sql("ROLLBACK").execute(&mut self.0).await, "let the file go");
    }
}
