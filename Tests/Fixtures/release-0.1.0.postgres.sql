--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: account_deletions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account_deletions (
    user_id bigint NOT NULL,
    requested_at bigint NOT NULL,
    due_at bigint NOT NULL
);


--
-- Name: audit_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    at bigint NOT NULL,
    actor_id bigint,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    details text NOT NULL,
    address text NOT NULL
);


--
-- Name: audit_log_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.audit_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: download_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.download_events (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    downloaded_at bigint NOT NULL,
    ip_address text NOT NULL,
    CONSTRAINT download_events_ip_address_check CHECK ((length(ip_address) <= 45))
);


--
-- Name: download_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.download_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.download_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: download_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.download_tokens (
    id bigint NOT NULL,
    token_digest bytea NOT NULL,
    user_id bigint NOT NULL,
    key_id bigint NOT NULL,
    created_at bigint NOT NULL,
    used boolean DEFAULT false NOT NULL,
    started_at bigint,
    revoked_at bigint,
    CONSTRAINT download_tokens_check CHECK ((used = (started_at IS NOT NULL))),
    CONSTRAINT download_tokens_token_digest_check CHECK ((length(token_digest) = 32))
);


--
-- Name: download_tokens_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.download_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.download_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: former_usernames; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.former_usernames (
    username text NOT NULL,
    user_id bigint NOT NULL,
    kept_until bigint NOT NULL
);


--
-- Name: invites; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invites (
    id bigint NOT NULL,
    code_digest text NOT NULL,
    created_by bigint,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    max_uses bigint NOT NULL,
    uses bigint DEFAULT 0 NOT NULL,
    revoked_at bigint,
    CONSTRAINT invites_check CHECK ((uses <= max_uses)),
    CONSTRAINT invites_max_uses_check CHECK (((max_uses >= 1) AND (max_uses <= 1000)))
);


--
-- Name: invites_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.invites ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.invites_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.keys (
    id bigint NOT NULL,
    release_id bigint NOT NULL,
    key_value text NOT NULL,
    used boolean DEFAULT false NOT NULL,
    created_at bigint NOT NULL,
    used_at bigint,
    used_by text,
    used_by_id bigint,
    started_at bigint,
    CONSTRAINT keys_check CHECK ((used = (used_at IS NOT NULL))),
    CONSTRAINT keys_check1 CHECK ((used OR (started_at IS NULL))),
    CONSTRAINT keys_key_value_check CHECK ((length(key_value) = 19)),
    CONSTRAINT keys_used_by_check CHECK ((length(used_by) <= 254))
);


--
-- Name: keys_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.keys ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.keys_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: mentions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mentions (
    user_id bigint NOT NULL,
    room_id bigint NOT NULL,
    message_id bigint NOT NULL
);


--
-- Name: messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.messages (
    id bigint NOT NULL,
    room_id bigint NOT NULL,
    author_id bigint NOT NULL,
    author_name text NOT NULL,
    seq bigint NOT NULL,
    content text,
    html text,
    created_at bigint NOT NULL,
    edited_at bigint,
    deleted_at bigint,
    reply_to bigint,
    reply_author_id bigint,
    CONSTRAINT messages_check CHECK (((deleted_at IS NULL) = (content IS NOT NULL))),
    CONSTRAINT messages_check1 CHECK (((content IS NULL) = (html IS NULL)))
);


--
-- Name: messages_archive; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.messages_archive (
    id bigint NOT NULL,
    room_id bigint NOT NULL,
    author_id bigint NOT NULL,
    author_name text NOT NULL,
    seq bigint NOT NULL,
    content text,
    html text,
    created_at bigint NOT NULL,
    edited_at bigint,
    deleted_at bigint,
    reply_to bigint,
    reply_author_id bigint
);


--
-- Name: messages_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.messages ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.messages_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: meta; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.meta (
    key text NOT NULL,
    value text NOT NULL
);


--
-- Name: reactions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reactions (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    user_id bigint NOT NULL,
    emoji text NOT NULL,
    place bigint NOT NULL
);


--
-- Name: reactions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.reactions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.reactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: recovery_links; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.recovery_links (
    token_digest text NOT NULL,
    user_id bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);


--
-- Name: releases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.releases (
    id bigint NOT NULL,
    name text NOT NULL,
    created_at bigint NOT NULL,
    keys_total bigint DEFAULT 0 NOT NULL,
    keys_used bigint DEFAULT 0 NOT NULL,
    CONSTRAINT releases_check CHECK (((keys_used >= 0) AND (keys_used <= keys_total))),
    CONSTRAINT releases_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);


--
-- Name: releases_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.releases ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.releases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: replays; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.replays (
    user_id bigint NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    answer bytea NOT NULL,
    created_at bigint NOT NULL
);


--
-- Name: review_submissions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.review_submissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    project_link text NOT NULL,
    review_text text NOT NULL,
    submitted_at bigint NOT NULL,
    CONSTRAINT review_submissions_project_link_check CHECK ((length(project_link) <= 500)),
    CONSTRAINT review_submissions_review_text_check CHECK (((length(review_text) >= 10) AND (length(review_text) <= 2000)))
);


--
-- Name: review_submissions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.review_submissions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.review_submissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: room_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.room_members (
    room_id bigint NOT NULL,
    user_id bigint NOT NULL,
    last_read_id bigint NOT NULL,
    joined_at bigint NOT NULL,
    opened_at bigint NOT NULL
);


--
-- Name: rooms; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rooms (
    id bigint NOT NULL,
    name text NOT NULL,
    topic text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    created_by bigint,
    last_seq bigint DEFAULT 0 NOT NULL,
    archived_at bigint,
    archived_id bigint DEFAULT 0 NOT NULL,
    archived_seq bigint DEFAULT 0 NOT NULL,
    CONSTRAINT rooms_kind_check CHECK ((kind = ANY (ARRAY['public'::text, 'private'::text, 'announcement'::text]))),
    CONSTRAINT rooms_name_check CHECK (((length(name) >= 2) AND (length(name) <= 32))),
    CONSTRAINT rooms_topic_check CHECK ((length(topic) <= 200))
);


--
-- Name: rooms_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.rooms ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.rooms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migrations (
    "position" bigint NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL
);


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    id text NOT NULL,
    user_id bigint NOT NULL,
    created_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    revoked_for text,
    user_agent text NOT NULL,
    address text NOT NULL
);


--
-- Name: sign_in_attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_attempts (
    login_digest text NOT NULL,
    attempts bigint NOT NULL,
    last_at bigint NOT NULL
);


--
-- Name: task_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_counts (
    user_id bigint NOT NULL,
    pending bigint NOT NULL,
    completed bigint NOT NULL,
    CONSTRAINT task_counts_completed_check CHECK ((completed >= 0)),
    CONSTRAINT task_counts_pending_check CHECK ((pending >= 0))
);


--
-- Name: tasks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tasks (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    title text NOT NULL,
    description text,
    completed boolean DEFAULT false NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    CONSTRAINT tasks_description_check CHECK ((length(description) <= 1000)),
    CONSTRAINT tasks_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);


--
-- Name: tasks_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.tasks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tasks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: user_permissions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_permissions (
    user_id bigint NOT NULL,
    permission text NOT NULL,
    effect text NOT NULL,
    ends_at bigint,
    created_at bigint NOT NULL,
    CONSTRAINT user_permissions_effect_check CHECK ((effect = ANY (ARRAY['grant'::text, 'deny'::text])))
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id bigint NOT NULL,
    uuid text NOT NULL,
    username text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    color integer NOT NULL,
    github_id text,
    has_downloaded boolean DEFAULT false NOT NULL,
    terms_agreed_at bigint,
    is_bot boolean DEFAULT false NOT NULL,
    banned_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    left_at bigint,
    CONSTRAINT users_color_check CHECK (((color >= 0) AND (color <= 7))),
    CONSTRAINT users_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT users_github_id_check CHECK (((length(github_id) >= 1) AND (length(github_id) <= 100))),
    CONSTRAINT users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['member'::text, 'moderator'::text, 'admin'::text]))),
    CONSTRAINT users_username_check CHECK (((length(username) >= 2) AND (length(username) <= 20)))
);


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Data for Name: account_deletions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.account_deletions VALUES (6, 1795901376696606, 1797110976696606);


--
-- Data for Name: audit_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (1, 1795901376514057, 1, 'admin', 'member.role', 'user:9', '{"role":"moderator"}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (2, 1795901376525889, 1, 'admin', 'member.mute', 'user:8', '{"until":"2026-11-29T21:29:36.525Z"}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (3, 1795901376537375, 1, 'admin', 'member.ban', 'user:5', '{}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (4, 1795901376549670, 1, 'admin', 'member.deny', 'user:4', '{"permission":"create_room","until":"taken back"}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (5, 1795901376561307, 1, 'admin', 'member.recovery_link', 'user:3', '{}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (6, 1795901376568308, 1, 'admin', 'invite.create', 'invite:1', '{"uses":"3","days":"7"}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (7, 1795901376696606, 6, 'leaver', 'account.leave', 'user:6', '{}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (8, 1795901377527429, 1, 'admin', 'keys.generate', 'release:1', '{"count":"4"}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (9, 1795901377716598, 10, 'reader', 'keys.redeem', 'key:4', '{}', '127.0.0.1');
INSERT INTO public.audit_log OVERRIDING SYSTEM VALUE VALUES (10, 1795901377793490, 11, 'waiting', 'keys.redeem', 'key:3', '{}', '127.0.0.1');


--
-- Data for Name: download_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.download_events OVERRIDING SYSTEM VALUE VALUES (1, 10, 1795901377776961, '127.0.0.1');


--
-- Data for Name: download_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.download_tokens OVERRIDING SYSTEM VALUE VALUES (1, '\x0a27fce1df011b306b7e23833b31170936b510299098eaeac7ae1879c042600c', 10, 4, 1795901377716598, true, 1795901377776961, NULL);
INSERT INTO public.download_tokens OVERRIDING SYSTEM VALUE VALUES (2, '\x7c56faba5004d30963b07874d73bb14ffa22604034cf81210437fcb18685c6e6', 11, 3, 1795901377793490, false, NULL, NULL);


--
-- Data for Name: former_usernames; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.former_usernames VALUES ('renamed', 7, 1803677376628904);


--
-- Data for Name: invites; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invites OVERRIDING SYSTEM VALUE VALUES (1, 'd452be57725c585e3132dea4a0e1bd868406c4fbf98adb300918b8686aed6b9d', 1, 1795901376568308, 1796506176568308, 3, 0, NULL);


--
-- Data for Name: keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.keys OVERRIDING SYSTEM VALUE VALUES (1, 1, '485C-E897-73E0-63AE', false, 1795901377527429, NULL, NULL, NULL, NULL);
INSERT INTO public.keys OVERRIDING SYSTEM VALUE VALUES (2, 1, '5BCF-5F9C-A12E-2BF7', false, 1795901377527429, NULL, NULL, NULL, NULL);
INSERT INTO public.keys OVERRIDING SYSTEM VALUE VALUES (3, 1, '03C2-248C-62E6-79EC', true, 1795901377527429, 1795901377793490, 'waiting@example.org', 11, NULL);
INSERT INTO public.keys OVERRIDING SYSTEM VALUE VALUES (4, 1, '733A-6AEA-A3CA-E180', true, 1795901377527429, 1795901377716598, 'reader@example.org', 10, 1795901377776961);


--
-- Data for Name: mentions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.mentions VALUES (2, 1, 3);
INSERT INTO public.mentions VALUES (3, 1, 2);
INSERT INTO public.mentions VALUES (3, 5, 5);


--
-- Data for Name: messages; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (1, 3, 1, 'Admin', 1, '# Welcome
to *our* place', '<h3>Welcome</h3>
<p>to <em>our</em> place</p>
', 1793222976059855, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (2, 1, 2, 'Ada', 1, 'hello @bob, `let x = 1` and https://example.org/a_b', '<p>hello <a class="mention" href="/@bob">@bob</a>, <code>let x = 1</code> and <a href="https://example.org/a_b" rel="nofollow ugc noopener">https://example.org/a_b</a></p>
', 1793222976063373, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (3, 1, 3, 'Bob', 8, 'hi again @ada 你好', '<p>hi again <a class="mention" href="/@ada">@ada</a> 你好</p>
', 1793222976065765, 1795901376070325, NULL, 2, 2);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (4, 1, 4, 'Eve', 10, NULL, NULL, 1793222976104528, NULL, 1795901376108344, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (5, 5, 2, 'Ada', 1, '@bob only you and I read this', '<p><a class="mention" href="/@bob">@bob</a> only you and I read this</p>
', 1793222976119707, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (6, 5, 3, 'Bob', 2, 'yes', '<p>yes</p>
', 1793222976127742, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (17, 4, 2, 'Ada', 11, 'old thing number 10', '<p>old thing number 10</p>
', 1795901376171878, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (18, 4, 2, 'Ada', 12, 'old thing number 11', '<p>old thing number 11</p>
', 1795901376174806, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (19, 4, 2, 'Ada', 13, 'old thing number 12', '<p>old thing number 12</p>
', 1795901376179981, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (20, 4, 2, 'Ada', 14, 'old thing number 13', '<p>old thing number 13</p>
', 1795901376183880, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (21, 4, 2, 'Ada', 15, 'old thing number 14', '<p>old thing number 14</p>
', 1795901376186868, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (22, 4, 2, 'Ada', 16, 'old thing number 15', '<p>old thing number 15</p>
', 1795901376192201, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (23, 4, 2, 'Ada', 17, 'old thing number 16', '<p>old thing number 16</p>
', 1795901376196055, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (24, 4, 2, 'Ada', 18, 'old thing number 17', '<p>old thing number 17</p>
', 1795901376200038, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (25, 4, 2, 'Ada', 19, 'old thing number 18', '<p>old thing number 18</p>
', 1795901376204076, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (26, 4, 2, 'Ada', 20, 'old thing number 19', '<p>old thing number 19</p>
', 1795901376212123, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (27, 4, 2, 'Ada', 21, 'old thing number 20', '<p>old thing number 20</p>
', 1795901376216207, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (28, 4, 2, 'Ada', 22, 'old thing number 21', '<p>old thing number 21</p>
', 1795901376222608, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (29, 4, 2, 'Ada', 23, 'old thing number 22', '<p>old thing number 22</p>
', 1795901376228056, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (30, 4, 2, 'Ada', 24, 'old thing number 23', '<p>old thing number 23</p>
', 1795901376232001, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (31, 4, 2, 'Ada', 25, 'old thing number 24', '<p>old thing number 24</p>
', 1795901376240057, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (32, 4, 2, 'Ada', 26, 'old thing number 25', '<p>old thing number 25</p>
', 1795901376241658, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (33, 4, 2, 'Ada', 27, 'old thing number 26', '<p>old thing number 26</p>
', 1795901376243130, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (34, 4, 2, 'Ada', 28, 'old thing number 27', '<p>old thing number 27</p>
', 1795901376244718, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (35, 4, 2, 'Ada', 29, 'old thing number 28', '<p>old thing number 28</p>
', 1795901376246418, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (36, 4, 2, 'Ada', 30, 'old thing number 29', '<p>old thing number 29</p>
', 1795901376248984, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (37, 4, 2, 'Ada', 31, 'old thing number 30', '<p>old thing number 30</p>
', 1795901376250675, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (38, 4, 2, 'Ada', 32, 'old thing number 31', '<p>old thing number 31</p>
', 1795901376256575, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (39, 4, 2, 'Ada', 33, 'old thing number 32', '<p>old thing number 32</p>
', 1795901376258683, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (40, 4, 2, 'Ada', 34, 'old thing number 33', '<p>old thing number 33</p>
', 1795901376262076, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (41, 4, 2, 'Ada', 35, 'old thing number 34', '<p>old thing number 34</p>
', 1795901376265310, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (42, 4, 2, 'Ada', 36, 'old thing number 35', '<p>old thing number 35</p>
', 1795901376267074, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (43, 4, 2, 'Ada', 37, 'old thing number 36', '<p>old thing number 36</p>
', 1795901376276128, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (44, 4, 2, 'Ada', 38, 'old thing number 37', '<p>old thing number 37</p>
', 1795901376277739, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (45, 4, 2, 'Ada', 39, 'old thing number 38', '<p>old thing number 38</p>
', 1795901376279415, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (46, 4, 2, 'Ada', 40, 'old thing number 39', '<p>old thing number 39</p>
', 1795901376282528, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (47, 4, 2, 'Ada', 41, 'old thing number 40', '<p>old thing number 40</p>
', 1795901376288108, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (48, 4, 2, 'Ada', 42, 'old thing number 41', '<p>old thing number 41</p>
', 1795901376289693, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (49, 4, 2, 'Ada', 43, 'old thing number 42', '<p>old thing number 42</p>
', 1795901376291916, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (50, 4, 2, 'Ada', 44, 'old thing number 43', '<p>old thing number 43</p>
', 1795901376296082, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (51, 4, 2, 'Ada', 45, 'old thing number 44', '<p>old thing number 44</p>
', 1795901376297553, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (52, 4, 2, 'Ada', 46, 'old thing number 45', '<p>old thing number 45</p>
', 1795901376303708, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (53, 4, 2, 'Ada', 47, 'old thing number 46', '<p>old thing number 46</p>
', 1795901376305600, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (54, 4, 2, 'Ada', 48, 'old thing number 47', '<p>old thing number 47</p>
', 1795901376308153, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (55, 4, 2, 'Ada', 49, 'old thing number 48', '<p>old thing number 48</p>
', 1795901376312082, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (56, 4, 2, 'Ada', 50, 'old thing number 49', '<p>old thing number 49</p>
', 1795901376316042, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (57, 4, 2, 'Ada', 51, 'old thing number 50', '<p>old thing number 50</p>
', 1795901376320101, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (58, 4, 2, 'Ada', 52, 'old thing number 51', '<p>old thing number 51</p>
', 1795901376324191, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (59, 4, 2, 'Ada', 53, 'old thing number 52', '<p>old thing number 52</p>
', 1795901376328132, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (60, 4, 2, 'Ada', 54, 'old thing number 53', '<p>old thing number 53</p>
', 1795901376332048, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (61, 4, 2, 'Ada', 55, 'old thing number 54', '<p>old thing number 54</p>
', 1795901376336117, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (62, 4, 2, 'Ada', 56, 'old thing number 55', '<p>old thing number 55</p>
', 1795901376340029, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (63, 4, 2, 'Ada', 57, 'old thing number 56', '<p>old thing number 56</p>
', 1795901376344103, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (64, 4, 2, 'Ada', 58, 'old thing number 57', '<p>old thing number 57</p>
', 1795901376348516, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (65, 4, 2, 'Ada', 59, 'old thing number 58', '<p>old thing number 58</p>
', 1795901376352076, NULL, NULL, NULL, NULL);
INSERT INTO public.messages OVERRIDING SYSTEM VALUE VALUES (66, 4, 2, 'Ada', 60, 'old thing number 59', '<p>old thing number 59</p>
', 1795901376356030, NULL, NULL, NULL, NULL);


--
-- Data for Name: messages_archive; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.messages_archive VALUES (7, 4, 2, 'Ada', 1, 'old thing number 0', '<p>old thing number 0</p>
', 1793222976129950, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (8, 4, 2, 'Ada', 2, 'old thing number 1', '<p>old thing number 1</p>
', 1793222976136011, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (9, 4, 2, 'Ada', 3, 'old thing number 2', '<p>old thing number 2</p>
', 1793222976139899, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (10, 4, 2, 'Ada', 4, 'old thing number 3', '<p>old thing number 3</p>
', 1793222976143963, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (11, 4, 2, 'Ada', 5, 'old thing number 4', '<p>old thing number 4</p>
', 1793222976147981, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (12, 4, 2, 'Ada', 6, 'old thing number 5', '<p>old thing number 5</p>
', 1793222976151975, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (13, 4, 2, 'Ada', 7, 'old thing number 6', '<p>old thing number 6</p>
', 1793222976156081, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (14, 4, 2, 'Ada', 8, 'old thing number 7', '<p>old thing number 7</p>
', 1793222976160150, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (15, 4, 2, 'Ada', 9, 'old thing number 8', '<p>old thing number 8</p>
', 1793222976163977, NULL, NULL, NULL, NULL);
INSERT INTO public.messages_archive VALUES (16, 4, 2, 'Ada', 10, 'old thing number 9', '<p>old thing number 9</p>
', 1793222976168176, NULL, NULL, NULL, NULL);


--
-- Data for Name: meta; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.meta VALUES ('epoch', '5ec9edc273f7298f');


--
-- Data for Name: reactions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reactions OVERRIDING SYSTEM VALUE VALUES (1, 3, 2, '❤', 0);
INSERT INTO public.reactions OVERRIDING SYSTEM VALUE VALUES (2, 3, 2, '❤️', 1);
INSERT INTO public.reactions OVERRIDING SYSTEM VALUE VALUES (3, 3, 2, '👍', 2);
INSERT INTO public.reactions OVERRIDING SYSTEM VALUE VALUES (4, 3, 2, '👍🏽', 3);
INSERT INTO public.reactions OVERRIDING SYSTEM VALUE VALUES (5, 3, 4, '❤️', 1);


--
-- Data for Name: recovery_links; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.recovery_links VALUES ('34d9f217fbada195f6743752395c744fa758c5c25fc7253d7b34e3a1bb6203b7', 3, 1795901376561307, 1795987776561307);


--
-- Data for Name: releases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.releases OVERRIDING SYSTEM VALUE VALUES (1, 'The release', 0, 4, 2);


--
-- Data for Name: replays; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.replays VALUES (1, '9af78572-4065-465b-ba84-fd370ea8a152', '\x4d2cdd22ed32aeb3cc7f36d205fbc642db749b501d3b876efbfe5ba30536b72f', '\x7b226964223a312c22736571223a317d', 1795901376059855);
INSERT INTO public.replays VALUES (2, '040d6bbe-6ac4-4ddc-80fd-5d7c5671974e', '\xb89348a609ac5cd52ff4db8c9279828b8f869ab2b1dfcba27dbca289faf5d84e', '\x7b226964223a35382c22736571223a35327d', 1795901376324191);
INSERT INTO public.replays VALUES (2, '04ec63ac-c897-4db6-9c27-5698fcd4676b', '\x1f9d3d269d8d31e2ae4a193cd5504e7f0c3160f1af06843fd2fecb28dc68b8ed', '\x7b22726f6f6d223a7b226964223a352c226e616d65223a2263656c6c6172222c22746f706963223a22536563726574207468696e6773222c226b696e64223a2270726976617465222c226d656d6265725f636f756e74223a317d7d', 1795901376116268);
INSERT INTO public.replays VALUES (2, '0b5f5167-8d2a-4aa7-906a-7e52afcac511', '\x36246897f6a899c3c799478af47ca10c880a34a4bc52020ee27cddcd392dab22', '\x7b226964223a34302c22736571223a33347d', 1795901376262076);
INSERT INTO public.replays VALUES (2, '0be89494-5fa2-4522-8de0-584dc2d53c2b', '\x42bf84887414071fcd4902b52518a5cb290fa6be6c95b168a8f1a81c992641a4', '\x7b226964223a31322c22736571223a367d', 1795901376151975);
INSERT INTO public.replays VALUES (2, '0c90ce7d-76cd-4bc7-8bdb-25cf548a0d9f', '\xbdb412e164a895c9f262898baf5939a1726f77971dfac6478ae9a84ac81f8769', '\x7b226964223a392c22736571223a337d', 1795901376139899);
INSERT INTO public.replays VALUES (2, '180ce4eb-569a-4450-bd41-ac24b6924202', '\x875db8ac89a32253081f0c1a06322ab8bb0bf10e2297bc4c5f65eabdf8d523ed', '\x7b226964223a33342c22736571223a32387d', 1795901376244718);
INSERT INTO public.replays VALUES (2, '184c6a62-638a-401c-b3eb-e39ae85c7f60', '\xbc8c764d84db0a5f47a581bd60e355aa823f3b71469eb30bf1d3ebdf8f245ff5', '\x7b226964223a36322c22736571223a35367d', 1795901376340029);
INSERT INTO public.replays VALUES (2, '1c2d6c79-fb2a-481b-845c-9f6dff67e3ca', '\xf52ff994c12f01f3c403697b8c83f7ccd3392f3905e8c088bbc182fcb6f4587a', '\x7b226964223a352c22736571223a317d', 1795901376119707);
INSERT INTO public.replays VALUES (2, '1e60c407-de92-47fb-bad5-937988424eeb', '\x4199ff2e4609b12e78e7f64b7cd10b65ccacf9d22b6deeac4baa41ae374e9314', '\x7b22726f6f6d223a7b226964223a342c226e616d65223a226174746963222c22746f706963223a224f6c64207468696e6773222c226b696e64223a227075626c6963222c226d656d6265725f636f756e74223a317d7d', 1795901376112281);
INSERT INTO public.replays VALUES (2, '20cb59aa-9f40-4d0d-b709-cb9735db37b5', '\x8666e03d5035ede62ae8ac6592ad4843c9b19d5a550891f617764d914301a9ec', '\x7b226964223a32332c22736571223a31377d', 1795901376196055);
INSERT INTO public.replays VALUES (2, '219c7fd8-c9bd-4bac-9bf0-21b3f94d98ee', '\x61d02042fb5266fff3bb0cafcfdefff628d9f3aef6e0570dfaff068db0346aa0', '\x7b226964223a34352c22736571223a33397d', 1795901376279415);
INSERT INTO public.replays VALUES (2, '2a64a25e-2c74-41fd-8866-2d18b0ec1c2e', '\xdcab5214027963ada3050d87341e6997dc91fa736c48cf805c06d898a9bc3791', '\x7b226964223a35322c22736571223a34367d', 1795901376303708);
INSERT INTO public.replays VALUES (2, '2ba86c5c-caab-4f2a-b655-849b0d5dc4d7', '\xb42c167520041e3eb9027d4a3ebcfa1bc67ec105b0f0d755bdd96583c1d69e75', '\x7b226964223a33392c22736571223a33337d', 1795901376258683);
INSERT INTO public.replays VALUES (2, '2d4f17c1-5b99-47c2-9eca-dc3d700a2c30', '\x265847aea6d6ad902e89d5cd00fa500bb1054facb0dbcbe5f7405d362c67d1ea', '\x7b226964223a31382c22736571223a31327d', 1795901376174806);
INSERT INTO public.replays VALUES (2, '2eba3450-a5ee-4040-90b2-f068658c58cf', '\x3f49bb336ccde6b1c0f89153ddaeec6c5758d1dd6c190b850c9565b0949ae8db', '\x7b226964223a33372c22736571223a33317d', 1795901376250675);
INSERT INTO public.replays VALUES (2, '302ddc6d-b3a4-412f-a86f-630f12ef6186', '\x88a12c06ae30d5cf0a543b435471f2dcfd286e14f23711dc38e94e48265ba6cc', '\x7b226964223a372c22736571223a317d', 1795901376129950);
INSERT INTO public.replays VALUES (2, '33d5924d-431d-45b8-9f55-659e4783894b', '\xfe845bb9eaa30fc7d37fdae879cc3508fa5b4a165ca3c5c39fe0d229380c8107', '\x7b226964223a36312c22736571223a35357d', 1795901376336117);
INSERT INTO public.replays VALUES (2, '3aa95f8b-60d8-468b-a343-c6f5dc0fee38', '\x0ff18a7aa1f485eabd9fa31e484e1651c4b07f4ed36a32879b1f352510603e6b', '\x7b226964223a32362c22736571223a32307d', 1795901376212123);
INSERT INTO public.replays VALUES (2, '40d621ea-fee8-4b7e-8320-6a6bd4d05914', '\xc22343236eedece68492f0a2e995597f25ca9b04695b0c6402b628f97a499514', '\x7b226964223a31392c22736571223a31337d', 1795901376179981);
INSERT INTO public.replays VALUES (2, '43672ccd-842f-465b-8ee8-571d51f8627d', '\x3b7a9c147d9d8774fc5936712b9b6e12fe46351a54e347b42fa0ef0d404fccd7', '\x7b226964223a35312c22736571223a34357d', 1795901376297553);
INSERT INTO public.replays VALUES (2, '44e4ed2b-b8d6-4d54-bcef-b79b2e73d49d', '\x1c7fae4fdb24ce8a7363be4afcc573cb82ad92cdc2ac2d541df17f2540d735c5', '\x7b226964223a31312c22736571223a357d', 1795901376147981);
INSERT INTO public.replays VALUES (2, '481cefec-a40b-46d5-9a41-204db867224f', '\xdd9cf597d39d9bd9395f0aa7dac8505e60b1c54a427a4e75dc009cc0a4c16a59', '\x7b226964223a31342c22736571223a387d', 1795901376160150);
INSERT INTO public.replays VALUES (2, '4b9d1cb5-ecb1-441a-9681-319e0115d87f', '\x721038230ce3dcfeafdc871d5cee80a31ee868e0c3b635a65b27238a9f3534e3', '\x7b226964223a34362c22736571223a34307d', 1795901376282528);
INSERT INTO public.replays VALUES (2, '543d612e-2651-4d48-8417-7d7ea55e39a6', '\x6f6c430665a7d7b0ab5d5dd60ed9eb103ee429331b28d4a2c3047518fedd99bb', '\x7b226964223a36342c22736571223a35387d', 1795901376348516);
INSERT INTO public.replays VALUES (2, '552b34a9-caf8-4d98-badd-158f13d65d25', '\xf74052b7de5456cc076d525fabbbcadf8ada4c40e5d9180ad36c8feec4aab3cf', '\x7b226964223a36352c22736571223a35397d', 1795901376352076);
INSERT INTO public.replays VALUES (2, '560c03c3-9922-4321-83cf-544d5f8cee13', '\xd3a715e3a77a82963a408ebe79bcf164d58da201aa7cb5df5d3a3f18f69b98e4', '\x7b226964223a33302c22736571223a32347d', 1795901376232001);
INSERT INTO public.replays VALUES (2, '5a05c300-0945-486f-a523-fc74916d5961', '\xfc63366e05d5d14979dc57b4028286cc6f3c23b84a3d6b4bb25aae861dae0d41', '\x7b226964223a32372c22736571223a32317d', 1795901376216207);
INSERT INTO public.replays VALUES (2, '5db9eec6-171f-4cba-814f-c14c6edd1263', '\x00ea77322db3fed9a8c419d9403d4461dd7ca92ad44d195a979ccf85a2d9ec8b', '\x7b226964223a332c22736571223a377d', 1795901376094278);
INSERT INTO public.replays VALUES (2, '72e909ec-ebac-4119-82ad-d55ab015f791', '\x7b72c077b045b5f106f4f218badccc5138eccbabbd98974a29ff34a5f3ec59dd', '\x7b226964223a34392c22736571223a34337d', 1795901376291916);
INSERT INTO public.replays VALUES (2, '7317a219-6b6e-4b6c-bae3-ab27998273f6', '\x3b452898a6277b3c0ba62ffeabb747ffe1ed2f9eec8d0dfeb797c79bf3e978c0', '\x7b226964223a35392c22736571223a35337d', 1795901376328132);
INSERT INTO public.replays VALUES (2, '76121a6c-539d-4875-9262-eb3863620624', '\x99400fc332966f8e96d13de966d1038b5369d2626ab3b905f489da818c994c89', '\x7b226964223a33312c22736571223a32357d', 1795901376240057);
INSERT INTO public.replays VALUES (2, '78484930-1480-4c68-a67f-cb6da1b62fa2', '\x5da388ab8df6e15574001109e76a233dd96fcca3315aabde3ba5ec07ae4fb968', '\x7b226964223a36302c22736571223a35347d', 1795901376332048);
INSERT INTO public.replays VALUES (2, '79ca0c25-f9bd-4edb-9ab4-670a5113eb7a', '\xe20c9daaeeb7fe23ea811926b9d72fb143c47dd98b698fc64eb4011f93c2d59b', '\x7b226964223a35352c22736571223a34397d', 1795901376312082);
INSERT INTO public.replays VALUES (2, '7f46ad08-3fc4-41e0-b8f7-aec04f17e792', '\x29ce0212b621ede1dcd3fd5ab580e6e3bc638a8a09f21a8476be3a2b8d8cf7f2', '\x7b226964223a33362c22736571223a33307d', 1795901376248984);
INSERT INTO public.replays VALUES (2, '8727ccac-e192-42f3-837b-f0f536871b60', '\x55c3eb5fb2ff16f6b4d709a309ac28bec4316ad8e79f073aef8e729daf96ec3c', '\x7b226964223a31332c22736571223a377d', 1795901376156081);
INSERT INTO public.replays VALUES (2, '924a6359-53be-445a-aece-fcabf44ee81e', '\xfa80e57b53fc893b3e248610bd4e3e5333ec35492bcb30677f21f912138ad86c', '\x7b226964223a332c22736571223a367d', 1795901376091919);
INSERT INTO public.replays VALUES (2, '947f8cd2-e1f7-4d20-b21d-43a4823a2de7', '\xa0d16085ae2a6c84c39d35ae822307cda45e83cb943df7a8b2f4bcd8bd029cf3', '\x7b226964223a34322c22736571223a33367d', 1795901376267074);
INSERT INTO public.replays VALUES (2, '986c11eb-afb5-4fc3-874b-76105616178e', '\x7966ecf5b02f7ff2df0c0a2d05cb99e8dd91cb05c9cf28b7c9cbb30a16a9ed48', '\x7b226964223a35372c22736571223a35317d', 1795901376320101);
INSERT INTO public.replays VALUES (2, '9c0470b7-9fd8-4235-908a-93b5601b48ba', '\x3ae321da016296fc643fcea48da04cf74b232eb67d54274bac3c5cab746f2b45', '\x7b226964223a332c22736571223a347d', 1795901376073454);
INSERT INTO public.replays VALUES (2, 'a0ff3384-806d-434e-8019-0a038f4d7011', '\x0eb1cfbb330206ad5b925265a21873e905a31bd59a69ee9fd1e1456f3ec0c642', '\x7b7d', 1795901376117776);
INSERT INTO public.replays VALUES (2, 'a3b3f3bc-bba0-4c9e-b880-04491bbf57c3', '\x8fc6760fb4fac923653c022c6b0f51d00b6d1e27346d41e1218f09303369cffe', '\x7b226964223a382c22736571223a327d', 1795901376136011);
INSERT INTO public.replays VALUES (2, 'a4c3ca33-f96c-460d-bebd-b09f3ae2dc26', '\x61296b4754e2cf351dca36639e8d10e153fc142c20d1ecdb60b022dd8b632c9a', '\x7b226964223a34332c22736571223a33377d', 1795901376276128);
INSERT INTO public.replays VALUES (2, 'afb77f4e-9e3f-44b9-b1ef-1210e88103be', '\x008f3b6a8095fc8aea13eec330ff0432fe36488f1f66ffa3ed989a6e88bd3ca5', '\x7b226964223a33352c22736571223a32397d', 1795901376246418);
INSERT INTO public.replays VALUES (2, 'b6572848-efaa-424d-9cdc-4ce07c45205a', '\xd179c078ec39b7b4e68073336721ba05cd6a2051e6eeab530f5a45277aab2429', '\x7b226964223a33382c22736571223a33327d', 1795901376256575);
INSERT INTO public.replays VALUES (2, 'b8e028d3-ee01-428f-99a3-bf365e41ed77', '\xf4777637ca5b8cca0293debfee8e3eb7c6732018ba92eaa432ab446f16fa3e6a', '\x7b226964223a34372c22736571223a34317d', 1795901376288108);
INSERT INTO public.replays VALUES (2, 'be10a76a-c059-4ce1-a200-1cf91870bb6b', '\x94df8edc8c8a548a89451b94433f988f5716ebbec1b54683885333cdda384b59', '\x7b226964223a33332c22736571223a32377d', 1795901376243130);
INSERT INTO public.replays VALUES (2, 'be5802ca-0404-4a0a-b851-20c93c57e3eb', '\xb05c11e0e92b084fe9f254c190e6cae07d1cd5c71c01c3f4e67f2dd8490c0e92', '\x7b226964223a31372c22736571223a31317d', 1795901376171878);
INSERT INTO public.replays VALUES (2, 'c1817a24-99b2-47b5-9215-b7749adca606', '\xdd012a9977a91249918d2a93eb9d3dea4cb8cae040c42a9746e98b60e69f9363', '\x7b226964223a32352c22736571223a31397d', 1795901376204076);
INSERT INTO public.replays VALUES (2, 'c36ee74a-84d1-4bca-8b27-4317d9073ef5', '\x3983db5b6287f6de796aba871c92731047e37657ec8ec9620062c6eee8b5ad93', '\x7b226964223a32342c22736571223a31387d', 1795901376200038);
INSERT INTO public.replays VALUES (2, 'c4575b31-e2e4-4e2c-9c9e-dfe2e561515d', '\xa38d779f2448e52ea1a1f10e399c07d1511d4f8f02c661d3038a248b448b0f35', '\x7b226964223a31362c22736571223a31307d', 1795901376168176);
INSERT INTO public.replays VALUES (2, 'cb41e906-3e4c-4700-b769-77690faffad6', '\x2b8069e1a7bf0ad9a770b0e3b0ab18298d855725d80d695c65308e579b95597b', '\x7b226964223a31302c22736571223a347d', 1795901376143963);
INSERT INTO public.replays VALUES (2, 'cbd09b7b-5649-4d78-a0bb-aeb20ec9179c', '\x8abda76b222b81fe8305037b5cd3d18211cba3376f91b4a8c2739ac792b29644', '\x7b226964223a34342c22736571223a33387d', 1795901376277739);
INSERT INTO public.replays VALUES (2, 'cf2f52fe-5d21-43fa-bcf5-9240cc266cc1', '\x93073e481276bd068e4bb7730ae8e3281e330f545c694d759eed59fa81e81b6c', '\x7b226964223a34382c22736571223a34327d', 1795901376289693);
INSERT INTO public.replays VALUES (2, 'd275598e-f3c5-43cc-9285-8fc83340c835', '\xaabd0ff634c1de7caf3c3222de315d4f57026efd50c708be59c79dbdfcbc5d00', '\x7b226964223a32322c22736571223a31367d', 1795901376192201);
INSERT INTO public.replays VALUES (2, 'd2b5cd67-532b-44fb-8cdd-cd0a1855170b', '\x5ad8ea377f2f1e2566c5e960142e626372e1a35139d3499202994f4cb68afaf7', '\x7b226964223a32392c22736571223a32337d', 1795901376228056);
INSERT INTO public.replays VALUES (2, 'd310b5a5-732d-4992-abc6-618d58ed1494', '\xdd49920287344ba13e9aab4c7b339483affa3364eb1a241007ff699821de152c', '\x7b226964223a322c22736571223a317d', 1795901376063373);
INSERT INTO public.replays VALUES (2, 'd4e747bf-d1db-4dc3-b717-b70950278ede', '\xc900188617df0f16fc9525624f95c459a6214b1b85838f2e953a92d02b7408b5', '\x7b226964223a31352c22736571223a397d', 1795901376163977);
INSERT INTO public.replays VALUES (2, 'd83c8e99-f600-428d-b8ab-ce411eeade97', '\xa5f9d2283d4d0b326bbb2ac6e83356cb9469487e4a50d818dc820ac52c0e1197', '\x7b226964223a35362c22736571223a35307d', 1795901376316042);
INSERT INTO public.replays VALUES (2, 'dcdcf215-8f90-49da-ba6f-a70b442b5fd3', '\x841b86d83ab03f3ecb9064100359bceac607881cc0e43290268d1d467e0e4538', '\x7b226964223a35342c22736571223a34387d', 1795901376308153);
INSERT INTO public.replays VALUES (2, 'df170fa9-3d6c-46f5-b6c0-eb83feaa328b', '\xf2d3f7b5cb4b90db84a2ec5f350f8d4cd630782a2166725f0e7c7b41835f24f6', '\x7b226964223a332c22736571223a357d', 1795901376087932);
INSERT INTO public.replays VALUES (2, 'e21d0e71-8ef5-4292-a20a-ed8cc511fe71', '\xde174895c18c688b3c0d76b371ce19e3edb6eb9acde2b18a0c51eddaffe398d5', '\x7b226964223a35332c22736571223a34377d', 1795901376305600);
INSERT INTO public.replays VALUES (2, 'e85c19f0-03d9-4061-8c78-a800ecaa4ab7', '\x47f43f82de9e816f7b42de53db4189722171b926c3b3c57c220a1524eed0c70e', '\x7b226964223a33322c22736571223a32367d', 1795901376241658);
INSERT INTO public.replays VALUES (2, 'e99de125-bae0-46a2-98ac-c03a3053214d', '\x445c0f522d2a24f613266d3b4ff0305d812b38a66c80994e49b6c56681e41f35', '\x7b226964223a32382c22736571223a32327d', 1795901376222608);
INSERT INTO public.replays VALUES (2, 'eeaf1d9a-d852-4d54-a0b8-3cc1b2039cad', '\x05a849c051864657bd8c45b75d7f19917299c999fe07a7d98303bd5f742e3929', '\x7b226964223a36362c22736571223a36307d', 1795901376356030);
INSERT INTO public.replays VALUES (2, 'f084ef21-b8c2-4fc8-b6f9-2270e5b2338f', '\x481025d521795f09dcea74cf3fb3616cb76ddc2a0f787ad068138f72bad549a8', '\x7b226964223a36332c22736571223a35377d', 1795901376344103);
INSERT INTO public.replays VALUES (2, 'f23d2f71-bece-4e8c-b1ec-822f6f517d7e', '\x9a60521ba00498e4fa33eda58758da16021c5c4250e3d114f165dfeb1f96f0ba', '\x7b226964223a34312c22736571223a33357d', 1795901376265310);
INSERT INTO public.replays VALUES (2, 'f4b0d18d-e2ae-4403-ac7b-19642f054be4', '\x6dd1f6085734987b3bb680206c5d88e0ddbfda0fcc264a3790fbcc60530727da', '\x7b226964223a32302c22736571223a31347d', 1795901376183880);
INSERT INTO public.replays VALUES (2, 'f7a13fce-501f-41f0-877b-c82e3bf415b3', '\x6b8183b678a1752d757b80bacae52c848983659916d4ba190d26c418411e17a6', '\x7b226964223a32312c22736571223a31357d', 1795901376186868);
INSERT INTO public.replays VALUES (2, 'f8ae9360-2aea-4563-a9f4-a030ab6d5060', '\xfbce1c31ab5b8c815670ac26a5f2858d7faa1827620751b822c2a2ab12bebd38', '\x7b226964223a35302c22736571223a34347d', 1795901376296082);
INSERT INTO public.replays VALUES (2, 'http key-0', '\x7bfaefd0479ac34f617b5ad89eee92dfd7a3dfc1691729a8bccb78d02275c9a3', '\x7b226964223a312c226f776e6572223a322c227469746c65223a227461736b2030222c226465736372697074696f6e223a22776974685c6e6c696e657320f09f9088222c22636f6d706c65746564223a66616c73652c22637265617465645f6174223a313739353930313337363435343934362c22757064617465645f6174223a313739353930313337363435343934367d', 1795901376454946);
INSERT INTO public.replays VALUES (2, 'http key-1', '\xb2fef9ba94b6c167e4802ed1256e6c0ccfbb48d0ed3923c395bebb94d4eb93a6', '\x7b226964223a322c226f776e6572223a322c227469746c65223a227461736b2031222c226465736372697074696f6e223a6e756c6c2c22636f6d706c65746564223a66616c73652c22637265617465645f6174223a313739353930313337363436323238352c22757064617465645f6174223a313739353930313337363436323238357d', 1795901376462285);
INSERT INTO public.replays VALUES (2, 'http key-2', '\x50d4f8ebc9270d838d91ad57515b505fb6f02299988ae92f427c02e791c5ea12', '\x7b226964223a332c226f776e6572223a322c227469746c65223a227461736b2032222c226465736372697074696f6e223a22776974685c6e6c696e657320f09f9088222c22636f6d706c65746564223a66616c73652c22637265617465645f6174223a313739353930313337363436393834382c22757064617465645f6174223a313739353930313337363436393834387d', 1795901376469848);
INSERT INTO public.replays VALUES (2, 'http key-3', '\x2f979daf7540df668e2c16a8c2e6bdace26798747ece0b725397ee22c863b473', '\x7b226964223a342c226f776e6572223a322c227469746c65223a227461736b2033222c226465736372697074696f6e223a6e756c6c2c22636f6d706c65746564223a66616c73652c22637265617465645f6174223a313739353930313337363437373533332c22757064617465645f6174223a313739353930313337363437373533337d', 1795901376477533);
INSERT INTO public.replays VALUES (2, 'http key-4', '\xc1daa52f24529d2505171a0b777623e08e2a48413cfd8a53b6d32290c23cfd4a', '\x7b226964223a352c226f776e6572223a322c227469746c65223a227461736b2034222c226465736372697074696f6e223a22776974685c6e6c696e657320f09f9088222c22636f6d706c65746564223a66616c73652c22637265617465645f6174223a313739353930313337363438353236382c22757064617465645f6174223a313739353930313337363438353236387d', 1795901376485268);
INSERT INTO public.replays VALUES (3, '01160b1f-460b-484d-9a31-c481a3f56d80', '\x8affa70e72efcc3ef32528f28fac72dedd2f554f3960933f9bd8bdef7612801e', '\x7b226964223a332c22736571223a327d', 1795901376065765);
INSERT INTO public.replays VALUES (3, '638d6d0a-6637-4ac4-9535-2fd3131437dd', '\xa98de0397382dc78949610994cc0b52d1ded99012fd450b9ad455bb4be76a2cd', '\x7b226964223a332c22736571223a337d', 1795901376070325);
INSERT INTO public.replays VALUES (3, 'c8d39422-ceee-40d4-bfad-fb7c195ab6dc', '\x51398b7ecabda90bd49273885e2911bafe5750dc99016f0b4933b5ec70e3a3b8', '\x7b7d', 1795901376381816);
INSERT INTO public.replays VALUES (3, 'df2ea264-fc33-4974-8115-129e82f7129f', '\x5040aa9fe130c58f451eb00a8be15c6e7a02ed3ff78d7fb3d39384c19ccdd708', '\x7b226964223a362c22736571223a327d', 1795901376127742);
INSERT INTO public.replays VALUES (4, '3acb2e21-b06a-4f1a-9211-0265732cb4e3', '\xbb848ef31234686ded25f8593a858c63c29977827f5d88eb61f01f77b2d5fca7', '\x7b226964223a342c22736571223a397d', 1795901376104528);
INSERT INTO public.replays VALUES (4, '6fae696f-47ca-4546-9007-002f178ddd7c', '\xf2d3f7b5cb4b90db84a2ec5f350f8d4cd630782a2166725f0e7c7b41835f24f6', '\x7b226964223a332c22736571223a387d', 1795901376100665);
INSERT INTO public.replays VALUES (4, '92e33514-f2b6-4ed2-b0a7-2ff3a7baf462', '\xadcd8c8becd68d541e13edbe87e5414a2122c1626e4606814511674db5b6475b', '\x7b226964223a342c22736571223a31307d', 1795901376108344);


--
-- Data for Name: review_submissions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.review_submissions OVERRIDING SYSTEM VALUE VALUES (1, 10, 'https://example.org/made', 'Works as it says.', 1795901377789771);


--
-- Data for Name: room_members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.room_members VALUES (1, 1, 0, 1795901376040327, 0);
INSERT INTO public.room_members VALUES (1, 2, 0, 1795901376049017, 0);
INSERT INTO public.room_members VALUES (1, 3, 0, 1795901376051042, 0);
INSERT INTO public.room_members VALUES (1, 4, 0, 1795901376055549, 0);
INSERT INTO public.room_members VALUES (3, 1, 0, 1795901376057693, 0);
INSERT INTO public.room_members VALUES (4, 2, 0, 1795901376112281, 0);
INSERT INTO public.room_members VALUES (4, 3, 66, 1795901376360013, 0);
INSERT INTO public.room_members VALUES (5, 2, 0, 1795901376116268, 0);
INSERT INTO public.room_members VALUES (5, 3, 0, 1795901376117776, 0);


--
-- Data for Name: rooms; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.rooms OVERRIDING SYSTEM VALUE VALUES (1, 'general', 'Everything and nothing', 'public', NULL, 10, NULL, 0, 0);
INSERT INTO public.rooms OVERRIDING SYSTEM VALUE VALUES (2, 'random', 'Whatever crosses your mind', 'public', NULL, 0, NULL, 0, 0);
INSERT INTO public.rooms OVERRIDING SYSTEM VALUE VALUES (3, 'announcements', 'News from the people who run this place', 'announcement', NULL, 1, NULL, 0, 0);
INSERT INTO public.rooms OVERRIDING SYSTEM VALUE VALUES (4, 'attic', 'Old things', 'public', 2, 60, NULL, 16, 10);
INSERT INTO public.rooms OVERRIDING SYSTEM VALUE VALUES (5, 'cellar', 'Secret things', 'private', 2, 2, NULL, 0, 0);


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_migrations VALUES (1, '0001_core', '197d7e9afd0c827f');
INSERT INTO public.schema_migrations VALUES (2, '0001_accounts', 'd8c83b252b6ff7d5');
INSERT INTO public.schema_migrations VALUES (3, '0001_chat', 'b1b66d30d1ea1a2a');
INSERT INTO public.schema_migrations VALUES (4, '0002_archive', 'f47edc5a20c0dc73');
INSERT INTO public.schema_migrations VALUES (5, '0001_tasks', '1d57d101e0d6ac70');
INSERT INTO public.schema_migrations VALUES (6, '0002_accounts', 'c72861cb4898098b');
INSERT INTO public.schema_migrations VALUES (7, '0001_downloads', '8a891ad8bef65add');
INSERT INTO public.schema_migrations VALUES (8, '0003_accounts', '5cab48e9f6b81b05');


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sessions VALUES ('21336580d9ecfcf4859cb6c697f61cd9', 10, 1795901377574863, 1795901377574863, 1795987777574863, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('34e3eb87fede6ea777f4cb023177bad8', 6, 1795901375551886, 1795901375551886, 1796506175551886, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('38f9978d999767d8888ae99313e9342e', 2, 1795901375072315, 1795901375072315, 1796506175072315, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('45a65e919a9147eb31b40d3042e93228', 7, 1795901375662831, 1795901375662831, 1796506175662831, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('4e5f5ae07c9bc06f849a8f5d743e2dc8', 4, 1795901375352630, 1795901375352630, 1796506175352630, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('5e2442847ebd25d518dcafd3d05fa082', 1, 1795901374948346, 1795901374948346, 1796506174948346, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('6b0b1e42e7f29e065500ee2fac8a0cc8', 11, 1795901377661932, 1795901377661932, 1795987777661932, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('7a95f1cbd207f905192e506e0dc87dec', 9, 1795901375880208, 1795901375880208, 1796506175880208, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('b9a46f272f05569a3acf7e43ce09ee0a', 5, 1795901375447851, 1795901375447851, 1796506175447851, 1795901376537375, 'banned', 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('ba9f56ff6c66e41754bc5b126cf1def3', 4, 1795901376843851, 1795901376843851, 1796506176843851, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('ce3ac2af2a57fd1d062ba6064a628cd8', 1, 1795901377475380, 1795901377475380, 1796506177475380, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('d2b682ea2b54dbb2ae9294a9df0e2d79', 3, 1795901375223757, 1795901375223757, 1796506175223757, NULL, NULL, 'python-httpx/0.28.1', '127.0.0.1');
INSERT INTO public.sessions VALUES ('e09f341e922411644793a3984f465bb7', 8, 1795901375776059, 1795901375776059, 1796506175776059, 1795901377347835, 'signed_out', 'python-httpx/0.28.1', '127.0.0.1');


--
-- Data for Name: sign_in_attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sign_in_attempts VALUES ('39f2b0c720afb91f8d1058eacd9a56f2cee2a0535cc810a46a0b531e6cdd1c08', 1, 1795901376987673);


--
-- Data for Name: task_counts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.task_counts VALUES (2, 3, 1);


--
-- Data for Name: tasks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tasks OVERRIDING SYSTEM VALUE VALUES (1, 2, 'task 0', 'with
lines 🐈', true, 1795901376454946, 1795901376493317, NULL);
INSERT INTO public.tasks OVERRIDING SYSTEM VALUE VALUES (2, 2, 'task 1', NULL, false, 1795901376462285, 1795901376496693, 1795901376496693);
INSERT INTO public.tasks OVERRIDING SYSTEM VALUE VALUES (3, 2, 'task 2', 'with
lines 🐈', false, 1795901376469848, 1795901376469848, NULL);
INSERT INTO public.tasks OVERRIDING SYSTEM VALUE VALUES (4, 2, 'task 3', NULL, false, 1795901376477533, 1795901376477533, NULL);
INSERT INTO public.tasks OVERRIDING SYSTEM VALUE VALUES (5, 2, 'task 4', 'with
lines 🐈', false, 1795901376485268, 1795901376485268, NULL);


--
-- Data for Name: user_permissions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.user_permissions VALUES (4, 'create_room', 'deny', NULL, 1795901376549670);
INSERT INTO public.user_permissions VALUES (8, 'post_message', 'deny', 1795987776525889, 1795901376525889);


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (1, '397fa6b4-d942-494f-82f8-1ecc03ee759c', 'admin', 'admin@example.org', 'Admin', '$argon2id$v=19$m=19456,t=2,p=1$SuSsyF3hfY4oTdHCLMLHjQ$SFupJol6ZFBqYbgxtNb1VUWfiDKr9rtD3xtklqBx5bc', 'member', 4, NULL, false, NULL, false, NULL, 1795901374948346, 1795901374948346, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (2, '19e207d9-c2ac-4003-ac2f-650411e743fd', 'ada', 'ada@example.org', 'Ada', '$argon2id$v=19$m=19456,t=2,p=1$7xWObybeWLyCa7/5w4JGPQ$If60ZvwccHmx7bA9ePRTOVdkm25aaTCCERRuc3dQgD4', 'member', 3, NULL, false, NULL, false, NULL, 1795901375072315, 1795901375072315, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (3, '4eb911b1-3660-43db-a0e3-7ccb46e96f7b', 'bob', 'bob@example.org', 'Bob', '$argon2id$v=19$m=19456,t=2,p=1$7HuaST4Gi+enEtn/Jn0nmg$oXEU9AplIdEjNcU96K0e7brqaH3GDimxLbX3xtW9k+Q', 'member', 4, NULL, false, NULL, false, NULL, 1795901375223757, 1795901375223757, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (4, 'fb6afa90-4cb9-436b-b0ad-a6cf46754bb5', 'eve', 'eve@example.org', 'Eve', '$argon2id$v=19$m=19456,t=2,p=1$F61m45+teiZfXLg/uwTsSQ$4og6A0WdRkAufi1sFMqR6U/5jWc4G6850E1cmLvYmWs', 'member', 5, NULL, false, NULL, false, NULL, 1795901375352630, 1795901375352630, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (5, '34bb3632-57f1-4af8-b766-4c4b9e24af61', 'mallory', 'mallory@example.org', 'Mallory', '$argon2id$v=19$m=19456,t=2,p=1$mt+YPjmD4JCA/ugXk/7L0A$T6a1XnJHPKrdM7KIJhPwVe5WEex2RBa8GnpICysZySM', 'member', 1, NULL, false, NULL, false, 1795901376537375, 1795901375447851, 1795901376537375, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (6, '2dfc1263-c450-46cb-814a-47c1407cf7d6', 'leaver', 'leaver@example.org', 'Leaver', '$argon2id$v=19$m=19456,t=2,p=1$a4V9T/W23sPz0V4hsIC+Ng$US6vhEpGrD7oMhi9dD6ZZBslvCjfQXtJ9KCwpeUSKDI', 'member', 6, NULL, false, NULL, false, NULL, 1795901375551886, 1795901375551886, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (7, '88336109-6b5a-4acd-8e9e-4e7d2d0ed34b', 'renamed-now', 'renamed@example.org', 'Renamed', '$argon2id$v=19$m=19456,t=2,p=1$ORmo+lSPx39UStjdB24hUA$/w1BI7W6I5YHir6+Fd9fM/QKCCC00/5Ffl2IKzdXMeE', 'member', 0, NULL, false, NULL, false, NULL, 1795901375662831, 1795901376628904, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (8, '602a20e6-71c9-44b8-8f1d-7eeb18f42170', 'muted', 'muted@example.org', 'Muted', '$argon2id$v=19$m=19456,t=2,p=1$JuqcoyEND+KbHCUDXOsQaw$zD3BJegPUchAQKtvN6i6FpShh0R/Iateaamhq348alI', 'member', 0, NULL, false, NULL, false, NULL, 1795901375776059, 1795901375776059, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (9, '69c63cb6-92c5-472f-8ac5-080ff7c96216', 'mod', 'mod@example.org', 'Mod', '$argon2id$v=19$m=19456,t=2,p=1$gC54o1/RltHQJDCR8fFPWg$2LDf2Zi+reYj/4gzcE54x0Jswuo3QPs4CAewpur6j+4', 'moderator', 3, NULL, false, NULL, false, NULL, 1795901375880208, 1795901376514057, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (10, '42621089-6681-41e1-8a75-ed145a90eca4', 'reader', 'reader@example.org', 'Reader', '$argon2id$v=19$m=19456,t=2,p=1$b2O+Troc7gPFHwEzKA7iOA$Uc6N87mQfhiqKLqlP3FtUzqDLXY7DbuXrjy7ou8D3uY', 'member', 6, 'reader', true, 1795901377620204, false, NULL, 1795901377531978, 1795901377531978, NULL);
INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES (11, '66a1a3f4-4e8a-4a89-8895-91d8c53d98f7', 'waiting', 'waiting@example.org', 'Reader', '$argon2id$v=19$m=19456,t=2,p=1$LxrugEmckgs23Gkk3JD62w$Yvy5YHDmN9b/N6rqU5u1jP5sknKNsCAIqTwItTLRhdQ', 'member', 0, 'reader', false, 1795901377713340, false, NULL, 1795901377624402, 1795901377624402, NULL);


--
-- Name: audit_log_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_log_id_seq', 11, false);


--
-- Name: download_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.download_events_id_seq', 2, false);


--
-- Name: download_tokens_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.download_tokens_id_seq', 3, false);


--
-- Name: invites_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.invites_id_seq', 2, false);


--
-- Name: keys_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.keys_id_seq', 5, false);


--
-- Name: messages_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.messages_id_seq', 67, false);


--
-- Name: reactions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.reactions_id_seq', 6, false);


--
-- Name: releases_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.releases_id_seq', 2, false);


--
-- Name: review_submissions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.review_submissions_id_seq', 2, false);


--
-- Name: rooms_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.rooms_id_seq', 6, false);


--
-- Name: tasks_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.tasks_id_seq', 6, false);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.users_id_seq', 12, false);


--
-- Name: account_deletions account_deletions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_deletions
    ADD CONSTRAINT account_deletions_pkey PRIMARY KEY (user_id);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);


--
-- Name: download_events download_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.download_events
    ADD CONSTRAINT download_events_pkey PRIMARY KEY (id);


--
-- Name: download_tokens download_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.download_tokens
    ADD CONSTRAINT download_tokens_pkey PRIMARY KEY (id);


--
-- Name: former_usernames former_usernames_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.former_usernames
    ADD CONSTRAINT former_usernames_pkey PRIMARY KEY (username);


--
-- Name: invites invites_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_pkey PRIMARY KEY (id);


--
-- Name: keys keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_pkey PRIMARY KEY (id);


--
-- Name: mentions mentions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_pkey PRIMARY KEY (user_id, room_id, message_id);


--
-- Name: messages_archive messages_archive_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages_archive
    ADD CONSTRAINT messages_archive_pkey PRIMARY KEY (id);


--
-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);


--
-- Name: meta meta_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (key);


--
-- Name: reactions reactions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_pkey PRIMARY KEY (id);


--
-- Name: recovery_links recovery_links_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.recovery_links
    ADD CONSTRAINT recovery_links_pkey PRIMARY KEY (token_digest);


--
-- Name: releases releases_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.releases
    ADD CONSTRAINT releases_pkey PRIMARY KEY (id);


--
-- Name: replays replays_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.replays
    ADD CONSTRAINT replays_pkey PRIMARY KEY (user_id, key);


--
-- Name: review_submissions review_submissions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.review_submissions
    ADD CONSTRAINT review_submissions_pkey PRIMARY KEY (id);


--
-- Name: room_members room_members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.room_members
    ADD CONSTRAINT room_members_pkey PRIMARY KEY (room_id, user_id);


--
-- Name: rooms rooms_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (id);


--
-- Name: schema_migrations schema_migrations_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_name_key UNIQUE (name);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY ("position");


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: sign_in_attempts sign_in_attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_attempts
    ADD CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (login_digest);


--
-- Name: task_counts task_counts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_counts
    ADD CONSTRAINT task_counts_pkey PRIMARY KEY (user_id);


--
-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);


--
-- Name: user_permissions user_permissions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_permissions
    ADD CONSTRAINT user_permissions_pkey PRIMARY KEY (user_id, permission, effect);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: account_deletions_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_deletions_due ON public.account_deletions USING btree (due_at);


--
-- Name: audit_log_actor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_actor ON public.audit_log USING btree (actor_id);


--
-- Name: audit_log_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_subject ON public.audit_log USING btree (subject, id);


--
-- Name: download_events_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX download_events_user ON public.download_events USING btree (user_id, downloaded_at);


--
-- Name: download_tokens_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX download_tokens_age ON public.download_tokens USING btree (created_at);


--
-- Name: download_tokens_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX download_tokens_digest ON public.download_tokens USING btree (token_digest);


--
-- Name: download_tokens_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX download_tokens_key ON public.download_tokens USING btree (key_id);


--
-- Name: download_tokens_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX download_tokens_user ON public.download_tokens USING btree (user_id);


--
-- Name: former_usernames_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX former_usernames_user ON public.former_usernames USING btree (user_id);


--
-- Name: invites_code; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX invites_code ON public.invites USING btree (code_digest);


--
-- Name: invites_creator; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invites_creator ON public.invites USING btree (created_by);


--
-- Name: keys_by_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX keys_by_state ON public.keys USING btree (release_id, used, id);


--
-- Name: keys_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX keys_newest ON public.keys USING btree (release_id, id);


--
-- Name: keys_used_by; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX keys_used_by ON public.keys USING btree (used_by_id);


--
-- Name: keys_value; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX keys_value ON public.keys USING btree (key_value);


--
-- Name: keys_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX keys_waiting ON public.keys USING btree (used_by_id, used_at, id) WHERE (used AND (started_at IS NULL));


--
-- Name: mentions_message; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mentions_message ON public.mentions USING btree (message_id);


--
-- Name: messages_archive_author; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_archive_author ON public.messages_archive USING btree (author_id);


--
-- Name: messages_archive_room_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_archive_room_id ON public.messages_archive USING btree (room_id, id, author_id, deleted_at);


--
-- Name: messages_archive_room_seq; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX messages_archive_room_seq ON public.messages_archive USING btree (room_id, seq);


--
-- Name: messages_room_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_room_id ON public.messages USING btree (room_id, id, author_id, deleted_at);


--
-- Name: messages_room_seq; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX messages_room_seq ON public.messages USING btree (room_id, seq);


--
-- Name: reactions_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX reactions_once ON public.reactions USING btree (message_id, emoji, user_id);


--
-- Name: reactions_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reactions_user ON public.reactions USING btree (user_id);


--
-- Name: recovery_links_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX recovery_links_user ON public.recovery_links USING btree (user_id);


--
-- Name: replays_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX replays_by_age ON public.replays USING btree (created_at);


--
-- Name: review_submissions_user; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX review_submissions_user ON public.review_submissions USING btree (user_id);


--
-- Name: room_members_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX room_members_user ON public.room_members USING btree (user_id, opened_at);


--
-- Name: rooms_creator; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rooms_creator ON public.rooms USING btree (created_by);


--
-- Name: rooms_name; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX rooms_name ON public.rooms USING btree (name);


--
-- Name: sessions_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_expiry ON public.sessions USING btree (expires_at);


--
-- Name: sessions_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_user ON public.sessions USING btree (user_id, created_at);


--
-- Name: sign_in_attempts_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_attempts_age ON public.sign_in_attempts USING btree (last_at);


--
-- Name: tasks_by_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_by_state ON public.tasks USING btree (user_id, completed, id) WHERE (deleted_at IS NULL);


--
-- Name: tasks_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_deleted ON public.tasks USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);


--
-- Name: tasks_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_newest ON public.tasks USING btree (user_id, id) WHERE (deleted_at IS NULL);


--
-- Name: tasks_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_user ON public.tasks USING btree (user_id);


--
-- Name: users_email; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));


--
-- Name: users_username; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_username ON public.users USING btree (lower(username));


--
-- Name: users_username_bytes; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_username_bytes ON public.users USING btree (lower(username) COLLATE "C");


--
-- Name: users_uuid; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_uuid ON public.users USING btree (uuid);


--
-- Name: account_deletions account_deletions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_deletions
    ADD CONSTRAINT account_deletions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: audit_log audit_log_actor_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: download_events download_events_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.download_events
    ADD CONSTRAINT download_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: download_tokens download_tokens_key_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.download_tokens
    ADD CONSTRAINT download_tokens_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.keys(id) ON DELETE CASCADE;


--
-- Name: download_tokens download_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.download_tokens
    ADD CONSTRAINT download_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: former_usernames former_usernames_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.former_usernames
    ADD CONSTRAINT former_usernames_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: invites invites_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: keys keys_release_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.releases(id);


--
-- Name: keys keys_used_by_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_used_by_id_fkey FOREIGN KEY (used_by_id) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: mentions mentions_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_room_id_fkey FOREIGN KEY (room_id) REFERENCES public.rooms(id) ON DELETE CASCADE;


--
-- Name: mentions mentions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: messages_archive messages_archive_author_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages_archive
    ADD CONSTRAINT messages_archive_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id);


--
-- Name: messages_archive messages_archive_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages_archive
    ADD CONSTRAINT messages_archive_room_id_fkey FOREIGN KEY (room_id) REFERENCES public.rooms(id);


--
-- Name: messages messages_author_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id);


--
-- Name: messages messages_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_room_id_fkey FOREIGN KEY (room_id) REFERENCES public.rooms(id);


--
-- Name: reactions reactions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: recovery_links recovery_links_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.recovery_links
    ADD CONSTRAINT recovery_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: review_submissions review_submissions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.review_submissions
    ADD CONSTRAINT review_submissions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: room_members room_members_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.room_members
    ADD CONSTRAINT room_members_room_id_fkey FOREIGN KEY (room_id) REFERENCES public.rooms(id) ON DELETE CASCADE;


--
-- Name: room_members room_members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.room_members
    ADD CONSTRAINT room_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: rooms rooms_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: task_counts task_counts_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_counts
    ADD CONSTRAINT task_counts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: tasks tasks_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: user_permissions user_permissions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_permissions
    ADD CONSTRAINT user_permissions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


