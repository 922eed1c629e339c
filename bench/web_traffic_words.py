# ruff: noqa: E501, RUF001 - what people type is long, and not all of it is ASCII
"""What simulated people are called, look for, and paste into a search box: all honest, much of it hard."""

from __future__ import annotations

import re
import unicodedata

NAMES = (
    "Anna Müller", "Sinéad O'Connor", "Jean d'Arc", "Łukasz Żółw", "Mary O'Neill-Smith", "José Núñez", "Nguyễn Thị Hoa",
    "佐藤 花子", "Иван Петров", "Ali Union", "Drop Van Der Table", "Robert Select", "Kim And", "Björk Þórsdóttir",
    "Aoife Ní Dhubhghaill", "D'Angelo \"Dee\" Brown", "Grant Insert", "Sam <samir> Haddad", "Ömer Çelik", "Zoë -- Marks",
)  # fmt: skip
PEOPLE = ("O'Brien, Flann", "Dumas, Alexandre", "d'Annunzio, Gabriele", "Lem, Stanisław", "Le Guin, Ursula K.", "Morrison, Toni",
          "Márquez, Gabriel García", "O'Hara, John", "Böll, Heinrich", "Union, Labour", "Strugatsky, A. & B.")  # fmt: skip
TOWNS = ("Köln", "L'Aquila", "Coeur d'Alene", "'s-Hertogenbosch", "São Paulo", "N'Djamena", "Łódź", "St. John's", "Aix-en-Provence",
         "Bourg-en-Bresse", "King's Lynn", "東京", "Nizhny", "Val-d'Or")  # fmt: skip
STORIES = (
    "Saddle soap", "Rain sheet", "Stirrup irons", "Mähnenkamm", "Tapis de selle", "Cabezada", "Filetto", "Hoefkrabber", "Uździenica",
    "Girth sleeve 50/55 cm", "Riders' gloves (pair)", "Select union blanket", "Drop noseband", "Table-top jump", "Order of merit rosette",
    "Grooming kit & box", "100% wool rug", "Long reins: 2 x 8 m", "Kid's helmet", "Boot jack #3", "Trail map <A3>", "Show jacket",
)  # fmt: skip
BOOKS = (
    "The Select Committee", "Union Dues", "Drop City", "Where the Table Was", "All Quiet and Null", "L'Étranger", "It's a Long Way",
    "Ender's Order", "Script & Scribe", "Exec Summary", "The Group by the River", "Waiting for Delay", "Insert Coin", "Sleep (5)",
    "Der Prozeß", "Cien años de soledad", "Rock 'n' Roll Suicide", "1 = 1: a Tautology", "Having and Being", "A <b>old Title",
)  # fmt: skip
FILES = (
    "It's me (1).jpg", "Q3 report (final) v2.1.pdf", "100% cotton & wool.pdf", "Rechnung #4711.pdf", "etc. and passwords policy.pdf",
    "select-committee..minutes.pdf", "résumé – O'Brien.docx", "backup.sql.gz", "shell script notes.txt", "price list [2026]; new.xlsx",
    "cmd.exe icons.png", "Über uns.pdf", "passwd.c.txt", "C++ vs. C#.pdf", "hosts & guests.pdf", "a=b&c=d.csv", "boot.ini explained.txt",
)  # fmt: skip
PROSE = (
    "it's raining, what's a good rug?", "men's gloves size 9", "don't like leather", "rock 'n' roll", "O'Brien saddle", "d'Artagnan's hat",
    "5' 11\" rider what size", '12" x 10" pad', "saddle and bridle or halter", "black or brown = cheaper?", "price < 50 and size > 40",
    "union jack saddle pad", "select the best bit for a young horse", "drop noseband or flash noseband", "where can I order by phone",
    "insert for helmet", "update my address", "delete my account please", "table top jump and rails", "having trouble with login",
    "group by group lessons from beginners to advanced", "like new saddle, not used", "1=1 or what does the label mean",
    "select a gift from our shop where the price is under 20", "union members from Spain select one", "drop table legs oak 70cm",
    "sleep(ing) bag for 5", "and 1 more thing -- call me", "exec chair", "null modem cable", "grant from the union",
    "Sattel für Haflinger", "Größe 40 oder 42?", "pâtes d'âne n° 5", "l'eau et l'huile", "qu'est-ce que c'est", "¿dónde está mi pedido?",
    "niño's birthday", "talla única", "che cos'è l'oro", "un po' di più", "'s avonds open?", "zo'n zadel", "żółć i śliwki", "седло для пони",
    "馬 鞍", "안장", "سرج", "אוכף", "yular & gem", "what is <b> in the size chart", "helmet <3", "a -> b", "C&A", "M&S", "R&D dept; sales",
    "50% off", "100 %", "3 % discount", "#1 seller", "@home", "$20 | €20", "cat & dog; mouse", "wash at 30°", "(new) [2026] {beta}",
    "file:///C:/Users/anna/Desktop/list.txt what is this", "../ means up one folder?", "what is /etc/hosts used for",
    "how to open cmd.exe", "c:\\temp is full", "ping www.example.com does not work", "curl | sh safe?", "alert when back in stock",
    "on error resume next", "onclick does not work on your site", "javascript is disabled", "prompt delivery", "eval board",
    "system of a down", "cat food", "ls model", "who is the owner", "id card holder", "sudo make me a sandwich", "net weight; tare",
    "wait for delivery '2-3 days'", "it is 5 o'clock -- somewhere", "/* see comment */", "a'b", "''quoted''", '"exact phrase"',
    "\"it's\" and \"don't\"", "rider's \"best\" friend", "`backtick`", "50/50", "1/0", "--", "-- signed, Tom", "' ", "'", '"', ";", "<", ">", "%", "\\",
)  # fmt: skip
QUESTIONS = (
    "how do I select * from users where name = 'O''Brien'", "difference between union and union all in sql",
    "select count(*) from orders group by customer having count(*) > 5 explained", "what does or 1=1 do in a where clause",
    "sql order by 2 desc meaning", "mysql sleep() function", "postgres pg_sleep usage", "insert into t values (1, 'a') on conflict do nothing",
    "drop table if exists syntax", "why is NULL = NULL not true", "sql injection tutorial for beginners", "what is xss",
    "left join where b.id is null", "information_schema.tables sqlite equivalent", "substring(name, 1, 3) in sql server",
    "case when a = 1 then 'x' else 'y' end", "convert(varchar, date, 112)", "where id in (select id from t)", "char(10) in excel",
    "create user 'app'@'localhost' identified by", "SELECT name FROM products ORDER BY price LIMIT 10;",
    "update products set price = price * 1.1 where shelf = 'A'", "waitfor delay in tests", "benchmark(100, f) python",
    "like '%abc%' is slow", "xp_cmdshell disable", "exec sp_help 'orders'", "concat(first, ' ', last)", "limit 10 offset 20 vs fetch next",
)  # fmt: skip
CODE = (
    "document.getElementById('q').value", '<div class="row">', 'how to use <script src="app.js"></script>', "alert('hello') not working",
    "console.log(a && b || c)", "for (let i = 0; i < n; i++) { sum += x[i]; }", "if (a == 'b') { return; }", "def f(x): return x or 1",
    'print(f"{name!r}")', "git commit -m \"it's done\" && git push", "rm -rf node_modules && npm install", "cat access.log | grep 404 | wc -l",
    "ls -la; cd ..", "chmod +x run.sh; ./run.sh", "echo $PATH", "${HOME}/bin", "{{ page.title }}", "{% if user %}", "<%= name %>",
    "a[href^='http']", ".row > .col:nth-child(2)", "^[a-z]+$", "s/foo/bar/g", "std::vector<int>", "Map<String, List<Integer>>", "() => {}",
    "x = y ? 'a' : 'b';", 'printf("%s\\n", s);', "#include <stdio.h>", "SELECT 1", '{"a": [1, 2, {"b": null}]}', '<a href="#top">top</a>',
    "<b>bold</b> in title", 'onclick="save()" button', "javascript:void(0) link", "&nbsp;&lt;p&gt;", "\\u00e9 vs é", "%20 in url", "0x1F600",
    "curl -H 'Accept: application/json' https://api.example.com/v1/items?limit=5", "docker run --rm -it -p 80:80 nginx", "import os; os.path.join('a', 'b')",
    "try { f(); } catch (e) { }", "while true; do sleep 1; done", "docs/../img/logo.png path", "require('../config')", "include '../header.php'", "$_GET['id']",
    "wget https://example.com/file.tar.gz", "ssh -i key.pem user@host", 'python -c "print(1)"', "=SUM(A1:A5)", '=IF(A1>5;"x";"y")', "@media (max-width: 600px)",
    "java.lang.NullPointerException at com.shop.Main.main(Main.java:12)", "Traceback (most recent call last)", "TypeError: 'NoneType' object is not subscriptable",
    "Uncaught ReferenceError: $ is not defined", "Error: ENOENT: no such file or directory, open '/etc/app/config.json'", "jdbc:postgresql://localhost/db",
)  # fmt: skip
SQL = (
    "select * from books limit 10", "select count(*) from loans", "select author, count(*) as n from books group by author order by n desc",
    "select town, round(sum(fee), 2) from loans where taken >= '2026-03-01' group by town having sum(fee) > 10",
    "select * from books where title like '%' || :word || '%'", "select title from books where author = 'O''Brien, Flann'",
    "select b.title, l.town from books b join loans l on l.book = b.id where l.returned is null limit 50",
    "with recent as (select * from loans where taken > '2026-06') select town, count(*) from recent group by 1",
    "select 'old' as age, count(*) from books where year < 1950 union all select 'new', count(*) from books where year >= 1950",
    "select case when fee > 0 then 'paid' else 'free' end as kind, count(*) from loans group by kind",
    "select * from books where id in (select book from loans where town = 'L''Aquila') -- lent in Italy",
    "select name, sql from sqlite_master where type = 'table'", "select substr(taken, 1, 7) as month, count(*) from loans group by 1 order by 1",
    "select distinct language from books", "explain query plan select * from loans where book = 5", "select sqlite_version()",
    "select json_group_array(json_object('t', title)) from (select title from books limit 5)", "select * from nowhere", "selct * from books",
)  # fmt: skip
DESKTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.{m} Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Safari/537.36 Edg/{n}.0.{m}7.1",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0; SLCC2; .NET CLR 2.0.50727; .NET4.0C; InfoPath.3)",
)
MOBILE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_{m} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.{m} Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_{m} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/5{m}0.0.0.{n};FBDV/iPhone17,1;FBMD/iPhone;FBSN/iOS;FBSS/3;FBCR/O2 (UK);FBID/phone;FBLC/en_GB;FBOP/80]",
    "Mozilla/5.0 (Linux; Android 15; SM-S{n}B Build/AP3A.{m}; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/{n}.0.0.0 Mobile Safari/537.36 Instagram 4{m}0.0.0.1 Android (35/15; 480dpi; 1080x2340; samsung; SM-S{n}B; e1q; qcom; de_DE; {n}1)",
    "Mozilla/5.0 (Linux; U; Android 9; en-us; Redmi Note 8 Build/PKQ1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.127 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.{m}-gn",
)
APPS = (
    "TackRoom/4.{m}.1 (com.tackroom.app; build:{n}; iOS 19.{m}.0) Alamofire/5.10.2", "okhttp/5.{m}.0", "Dart/3.{m} (dart:io)", "TackRoom/{n} CFNetwork/3826.{m} Darwin/25.0.0",
    "Dalvik/2.1.0 (Linux; U; Android 14; Joe's phone Build/UP1A.{n})", "TackRoom Android/4.{m} (\"Anna's Galaxy\"; SDK 34; {{debug=false}})", "axios/1.{m}.0",
    "react-native/0.8{m} <unknown>", "Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) O'Dyssey/{n}", "-",
)  # fmt: skip
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Twitterbot/1.0",
)  # fmt: skip
TOOLS = ("python-requests/2.32.5", "curl/8.16.0", "Wget/1.25.0", "Go-http-client/1.1", "pandas/2.3 (urllib)", "R (4.5.1 x86_64-w64-mingw32)", "PostmanRuntime/7.49.0",
         "Apache-HttpClient/5.5 (Java/21.0.4)", "node", "Microsoft Power Query (https://go.microsoft.com/fwlink/?LinkID=304225)")  # fmt: skip
READERS = ("Feedly/1.0 (+https://feedly.com/poller.html; 42 subscribers)", 'NewsBlur Feed Fetcher - 7 subscribers - https://www.newsblur.com/site/12 ("Mozilla/5.0 (X11)")',
           "Tiny Tiny RSS/25.1 (https://tt-rss.org/)", "FreshRSS/1.27 (Linux; https://freshrss.org)", "Miniflux/2.2 (https://miniflux.app)")  # fmt: skip


def slug(text: str) -> str:
    """A text as part of an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
