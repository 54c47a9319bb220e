CREATE TABLE entry (
            n INTEGER PRIMARY KEY,
            device BLOB NOT NULL,
            seq INTEGER NOT NULL,
            prev BLOB NOT NULL,
            kind INTEGER NOT NULL,
            doc BLOB NOT NULL,
            payload_hash BLOB NOT NULL,
            operator BLOB,
            at_ms INTEGER NOT NULL,
            hash BLOB NOT NULL,
            payload BLOB,
            office_seq INTEGER,
            UNIQUE (device, seq)
          ) STRICT;
CREATE INDEX entry_doc ON entry (doc);
CREATE INDEX entry_kind ON entry (kind) WHERE kind <> 0;
CREATE TABLE document (
            n INTEGER PRIMARY KEY,
            doc BLOB NOT NULL UNIQUE,
            kind INTEGER NOT NULL,
            heads BLOB NOT NULL,
            snapshot BLOB,
            loose INTEGER NOT NULL
          ) STRICT;
CREATE TABLE change (
            n INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES document (n) ON DELETE CASCADE,
            hash BLOB NOT NULL,
            bytes BLOB NOT NULL,
            UNIQUE (document, hash)
          ) STRICT;
CREATE TABLE case_index (
            n INTEGER PRIMARY KEY,
            doc BLOB NOT NULL UNIQUE,
            visit BLOB,
            layanan TEXT NOT NULL,
            nama TEXT NOT NULL,
            nama_fold TEXT NOT NULL,
            nik TEXT,
            no_kk TEXT,
            tanggal_lahir TEXT,
            kelurahan TEXT,
            step TEXT,
            state TEXT NOT NULL,
            badge TEXT,
            started_ms INTEGER NOT NULL,
            step_since_ms INTEGER,
            updated_ms INTEGER NOT NULL,
            slip TEXT,
            conflicts INTEGER NOT NULL,
            needs_nik INTEGER NOT NULL,
            print_debt INTEGER NOT NULL,
            view_json TEXT NOT NULL
          ) STRICT;
CREATE INDEX case_index_visit ON case_index (visit, started_ms);
CREATE INDEX case_index_nik ON case_index (nik) WHERE nik IS NOT NULL;
CREATE INDEX case_index_no_kk ON case_index (no_kk) WHERE no_kk IS NOT NULL;
CREATE INDEX case_index_slip ON case_index (slip COLLATE NOCASE) WHERE slip IS NOT NULL;
CREATE INDEX case_index_needs_nik ON case_index (started_ms) WHERE needs_nik = 1;
CREATE INDEX case_index_print_debt ON case_index (started_ms) WHERE print_debt = 1;
CREATE TABLE visit_index (
            n INTEGER PRIMARY KEY,
            doc BLOB NOT NULL UNIQUE,
            kelurahan TEXT NOT NULL,
            tempat TEXT NOT NULL,
            tanggal TEXT NOT NULL,
            state TEXT NOT NULL,
            updated_ms INTEGER NOT NULL,
            view_json TEXT NOT NULL
          ) STRICT;
CREATE INDEX visit_index_tanggal ON visit_index (tanggal);
CREATE TABLE contact_index (
            n INTEGER PRIMARY KEY,
            contact BLOB NOT NULL UNIQUE,
            visit BLOB NOT NULL,
            nama TEXT NOT NULL,
            no_hp TEXT,
            layanan TEXT,
            at_ms INTEGER NOT NULL,
            case_doc BLOB
          ) STRICT;
CREATE INDEX contact_index_visit ON contact_index (visit, at_ms);
CREATE INDEX contact_index_case ON contact_index (case_doc) WHERE case_doc IS NOT NULL;
CREATE TABLE attachment (
            n INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            doc BLOB NOT NULL,
            slot TEXT NOT NULL,
            size INTEGER NOT NULL,
            mime TEXT NOT NULL,
            state INTEGER NOT NULL,
            sent INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            removed_ms INTEGER
          ) STRICT;
CREATE INDEX attachment_doc ON attachment (doc);
CREATE INDEX attachment_pending ON attachment (size) WHERE state <> 2;
CREATE TABLE case_secret (
            doc BLOB NOT NULL,
            kind TEXT NOT NULL,
            identity TEXT NOT NULL,
            PRIMARY KEY (doc, kind)
          ) STRICT;
CREATE TABLE extract (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version TEXT NOT NULL,
            tanggal TEXT NOT NULL,
            residents INTEGER NOT NULL,
            signature BLOB NOT NULL,
            loaded_ms INTEGER NOT NULL
          ) STRICT;
CREATE TABLE resident (
            n INTEGER PRIMARY KEY,
            nik TEXT,
            no_kk TEXT NOT NULL,
            nama TEXT NOT NULL,
            nama_fold TEXT NOT NULL,
            tempat_lahir TEXT NOT NULL,
            tanggal_lahir TEXT NOT NULL,
            jenis_kelamin TEXT NOT NULL,
            gol_darah TEXT NOT NULL,
            agama TEXT NOT NULL,
            status_kawin TEXT NOT NULL,
            pekerjaan TEXT NOT NULL,
            kewarganegaraan TEXT NOT NULL,
            shdk TEXT NOT NULL,
            alamat TEXT NOT NULL,
            rt TEXT NOT NULL,
            rw TEXT NOT NULL,
            kelurahan TEXT NOT NULL,
            status_rekam TEXT NOT NULL,
            kartu_terbit INTEGER NOT NULL,
            foto BLOB
          ) STRICT;
CREATE UNIQUE INDEX resident_nik ON resident (nik);
CREATE INDEX resident_no_kk ON resident (no_kk);
CREATE INDEX resident_name ON resident (nama_fold, tanggal_lahir, kelurahan);
CREATE TABLE operator (
            n INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            nama TEXT NOT NULL,
            peran TEXT NOT NULL,
            key BLOB UNIQUE,
            public_key BLOB,
            wrapped_key BLOB,
            pin_failures INTEGER NOT NULL,
            revoked_ms INTEGER
          ) STRICT;
CREATE TABLE device_key (
            n INTEGER PRIMARY KEY,
            device BLOB NOT NULL UNIQUE,
            nama TEXT NOT NULL,
            kind TEXT NOT NULL,
            public_key BLOB NOT NULL,
            revoked_ms INTEGER
          ) STRICT;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE draft (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL,
            at_ms INTEGER NOT NULL
          ) STRICT;
CREATE TABLE sync_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            server_url TEXT,
            generation TEXT,
            cursor INTEGER NOT NULL,
            acked_seq INTEGER NOT NULL,
            last_contact_ms INTEGER,
            last_error TEXT
          ) STRICT;
CREATE TABLE stock (
            n INTEGER PRIMARY KEY,
            entry BLOB NOT NULL,
            item TEXT NOT NULL,
            movement TEXT NOT NULL,
            serial_first TEXT,
            serial_last TEXT,
            quantity INTEGER NOT NULL,
            doc BLOB,
            operator BLOB,
            at_ms INTEGER NOT NULL,
            note TEXT
          ) STRICT;
CREATE UNIQUE INDEX stock_entry ON stock (entry);
CREATE INDEX stock_serial ON stock (item, serial_first);
CREATE TABLE quarantine (
            n INTEGER PRIMARY KEY,
            device BLOB,
            doc BLOB,
            reason TEXT NOT NULL,
            bytes BLOB NOT NULL,
            at_ms INTEGER NOT NULL
          ) STRICT;
