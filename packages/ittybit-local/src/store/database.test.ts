import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/start-server.js';
import { openDatabase, type Database } from './database.js';

async function open(failures: Error[] = []): Promise<Database> {
  const database = openDatabase(await temporaryFolder(), (error) => failures.push(error));
  onTestFinished(() => {
    if (database.sql.isOpen) database.close();
  });
  database.sql.exec('CREATE TABLE things (name TEXT PRIMARY KEY)');
  return database;
}

function insert(database: Database, name: string): void {
  database.sql.prepare('INSERT INTO things VALUES (?)').run(name);
}

function names(database: Database): unknown[] {
  return database.sql
    .prepare('SELECT name FROM things ORDER BY name')
    .all()
    .map((row) => row['name']);
}

describe('openDatabase', () => {
  it('shows a write at once and commits those of one turn together', async () => {
    const database = await open();
    database.write(() => {
      insert(database, 'a');
    });
    database.write(() => {
      insert(database, 'b');
    });
    expect(names(database)).toEqual(['a', 'b']);
    expect(database.sql.isTransaction).toBe(true);
    await database.committed();
    expect(database.sql.isTransaction).toBe(false);
  });

  it('undoes a change that throws and keeps its neighbours', async () => {
    const database = await open();
    database.write(() => {
      insert(database, 'a');
    });
    expect(() => {
      database.write(() => {
        insert(database, 'b');
        throw new Error('no');
      });
    }).toThrow('no');
    await database.committed();
    expect(names(database)).toEqual(['a']);
  });

  it('rejects those who wait when the commit fails, and goes on', async () => {
    const failures: Error[] = [];
    const database = await open(failures);
    let broken = true;
    database.beforeCommit(() => {
      if (broken) throw new Error('disk full');
    });
    database.write(() => {
      insert(database, 'lost');
    });
    await expect(database.committed()).rejects.toThrow('disk full');
    expect(failures).toHaveLength(1);
    broken = false;
    database.write(() => {
      insert(database, 'kept');
    });
    await database.committed();
    expect(names(database)).toEqual(['kept']);
  });

  it('nobody waits for a lazy write, and closing makes it durable', async () => {
    const folder = await temporaryFolder();
    const first = openDatabase(folder, () => undefined);
    first.writeLazily(() => {
      first.sql.exec("INSERT INTO ledger_requests VALUES ('get', '200', 3)");
    });
    await first.committed();
    expect(first.sql.isTransaction).toBe(true);
    first.close();
    const second = openDatabase(folder, () => undefined);
    const [row] = second.sql.prepare('SELECT count FROM ledger_requests').all();
    second.close();
    expect(row?.['count']).toBe(3);
  });
});
