"""PynamoDB, which maps classes onto tables: one table for a library's readers, books and loans."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from pynamodb.attributes import (
    BinaryAttribute, BooleanAttribute, DiscriminatorAttribute, JSONAttribute, ListAttribute,
    MapAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute,
    UTCDateTimeAttribute, VersionAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, LocalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

from support.cloud import eventually

FREE = "free"


class Place(MapAttribute):
    street = UnicodeAttribute()
    house = NumberAttribute(null=True)


@pytest.fixture
def library(own_cloud, name):
    """The classes, of a table of their own in a cloud of its own: the clock is moved."""
    settings = {
        "table_name": name,
        "host": own_cloud.endpoint,
        "region": "us-east-1",
        "aws_access_key_id": own_cloud.root.access_key,
        "aws_secret_access_key": own_cloud.root.secret,
        "max_retry_attempts": 1,
    }

    class ByState(GlobalSecondaryIndex):
        class Meta:
            index_name = "by-state"
            projection = AllProjection()

        state = UnicodeAttribute(hash_key=True)
        since = UTCDateTimeAttribute(range_key=True)

    class ByTitle(LocalSecondaryIndex):
        class Meta:
            index_name = "by-title"
            projection = KeysOnlyProjection()

        pk = UnicodeAttribute(hash_key=True)
        title = UnicodeAttribute(range_key=True)

    class Row(Model):
        Meta = type("Meta", (), settings | {"billing_mode": "PAY_PER_REQUEST"})
        pk = UnicodeAttribute(hash_key=True)
        sk = UnicodeAttribute(range_key=True)
        kind = DiscriminatorAttribute()
        version = VersionAttribute()
        state = UnicodeAttribute(null=True)
        since = UTCDateTimeAttribute(null=True)
        title = UnicodeAttribute(null=True)
        expires = TTLAttribute(null=True)
        by_state = ByState()
        by_title = ByTitle()

    class Reader(Row, discriminator="reader"):
        loans = NumberAttribute(default=0)
        fines = NumberAttribute(default=0)
        interests = UnicodeSetAttribute(null=True)
        home = Place(null=True)
        settings = JSONAttribute(null=True)

    class Book(Row, discriminator="book"):
        holder = UnicodeAttribute(null=True)
        cover = BinaryAttribute(null=True, legacy_encoding=False)
        authors = ListAttribute(of=UnicodeAttribute, default=list)
        rare = BooleanAttribute(default=False)

    class Session(Row, discriminator="session"):
        pass

    Row.create_table(wait=True)
    Library = type("Library", (), {})
    Library.cloud, Library.Row, Library.Reader = own_cloud, Row, Reader
    Library.Book, Library.Session = Book, Session
    Library.connection = Connection(host=own_cloud.endpoint, region="us-east-1")
    Library.connection.session.set_credentials(own_cloud.root.access_key, own_cloud.root.secret)
    return Library


def day(number):
    return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(days=number)


def shelve(library, count):
    books = [
        library.Book(
            "books", f"{n:04}", title=f"T{(n * 37) % count:04}", state=FREE, since=day(n),
            authors=[f"a{n % 7}"], cover=bytes([n % 256, 255]),
        )
        for n in range(count)
    ]
    with library.Row.batch_write() as batch:
        for book in books:
            batch.save(book)
    return books


def lend(library, reader, book, token=None):
    """Only a free book, and to nobody who has three."""
    with TransactWrite(connection=library.connection, client_request_token=token) as step:
        step.update(
            reader,
            actions=[type(reader).loans.add(1)],
            condition=(type(reader).loans < 3) & (type(reader).fines == 0),
        )
        step.update(
            book,
            actions=[
                type(book).holder.set(reader.sk),
                type(book).state.set("lent"),
                type(book).since.set(day(400)),
            ],
            condition=type(book).state == FREE,
        )


def test_models_of_one_table(library):
    Reader, Row = library.Reader, library.Row
    ann = Reader(
        "readers", "ann", interests={"maps", "ships"}, home=Place(street="Quay", house=7),
        settings={"large print": [True, None, 1.5]},
    )
    ann.save(condition=Row.pk.does_not_exist())
    with pytest.raises(PutError) as refused:
        Reader("readers", "ann").save(condition=Row.pk.does_not_exist())
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    got = Row.get("readers", "ann", consistent_read=True)
    assert isinstance(got, Reader)
    assert (got.interests, got.home.street, got.home.house) == ({"maps", "ships"}, "Quay", 7)
    assert got.settings == {"large print": [True, None, 1.5]}
    got.update(actions=[
        Reader.interests.add({"moths"}), Reader.home.house.set(Reader.home.house + 1),
        Reader.settings.remove(), Reader.fines.set(5),
    ])
    got.refresh()
    assert got.interests == {"maps", "ships", "moths"}
    assert (got.home.house, got.settings, got.fines) == (8, None, 5)
    got.update(actions=[Reader.interests.delete({"maps", "ships", "moths"})])
    assert Row.get("readers", "ann").interests is None
    got.delete()
    with pytest.raises(DoesNotExist):
        Row.get("readers", "ann")


def test_pages_of_the_table_and_its_indexes(library):
    Row, Book = library.Row, library.Book
    books = shelve(library, 130)
    keys = [book.sk for book in books]
    assert [b.sk for b in Book.query("books", page_size=40)] == keys
    backwards = Book.query("books", Row.sk.between("0010", "0099"), scan_index_forward=False, limit=20)
    assert [b.sk for b in backwards] == keys[99:79:-1]
    # One page after the other, each from where the last ended.
    seen, last = [], None
    while True:
        page = Row.by_state.query(FREE, last_evaluated_key=last, limit=33, page_size=33)
        seen += [book.sk for book in page]
        last = page.last_evaluated_key
        if last is None:
            break
    assert seen == keys
    recent = Row.by_state.query(FREE, Row.since > day(99), filter_condition=Book.authors.contains("a3"))
    assert [b.sk for b in recent] == [k for n, k in enumerate(keys) if n > 99 and n % 7 == 3]
    titles = [b.title for b in Row.by_title.query("books", consistent_read=True)]
    assert titles == sorted(book.title for book in books)
    assert Row.by_title.count("books", Row.title.startswith("T00")) == 100
    assert {b.sk for b in Book.scan(Book.cover == bytes([9, 255]))} == {"0009"}
    assert sum(len(list(Book.scan(segment=n, total_segments=3))) for n in range(3)) == 130
    got = list(Book.batch_get([("books", k) for k in keys[:120]] + [("books", "none")]))
    assert sorted(b.sk for b in got) == keys[:120]


def test_optimistic_locking(library):
    Reader = library.Reader
    Reader("readers", "ann").save()

    def fine(_):
        """Reads, changes, and begins again where another was quicker."""
        tries = 0
        while True:
            tries += 1
            reader = Reader.get("readers", "ann", consistent_read=True)
            reader.fines += 1
            try:
                reader.save()
                return tries
            except PutError as refused:
                assert refused.cause_response_code == "ConditionalCheckFailedException"

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fine, range(24)))
    ann = Reader.get("readers", "ann")
    assert (ann.fines, ann.version) == (24, 25)
    stale = Reader.get("readers", "ann")
    ann.update(actions=[Reader.fines.set(0)])
    with pytest.raises(UpdateError):
        stale.update(actions=[Reader.fines.set(1)])
    assert Reader.get("readers", "ann").fines == 0


def test_transactions(library):
    Reader, Book, Row = library.Reader, library.Book, library.Row
    books = shelve(library, 5)
    Reader("readers", "ann").save()
    for book in books[:3]:
        lend(library, Reader.get("readers", "ann"), Book.get("books", book.sk))
    for book, codes in [
        (books[3], ["ConditionalCheckFailed", None]),  # she has three
        (books[0], ["ConditionalCheckFailed", "ConditionalCheckFailed"]),  # and it is lent, too
    ]:
        with pytest.raises(TransactWriteError) as refused:
            lend(library, Reader.get("readers", "ann"), Book.get("books", book.sk))
        assert refused.value.cause_response_code == "TransactionCanceledException"
        reasons = refused.value.cancellation_reasons
        assert [reason and reason.code for reason in reasons] == codes
    with TransactGet(connection=library.connection) as step:
        ann = step.get(Reader, "readers", "ann")
        lent = step.get(Book, "books", "0000")
    assert (ann.get().loans, lent.get().holder) == (3, "ann")
    assert [b.sk for b in Row.by_state.query("lent")] == ["0000", "0001", "0002"]
    assert Row.by_state.count(FREE) == 2
    # A token makes one of two.
    Reader("readers", "bob").save()
    bob, book = Reader.get("readers", "bob"), Book.get("books", "0004")
    for _ in range(2):
        lend(library, copy(bob), copy(book), token="bob-0004")
    assert Reader.get("readers", "bob").loans == 1


def copy(row):
    """As it was read: a transaction tells its models of their new versions."""
    same = type(row)()
    same.deserialize(row.serialize())
    return same


def test_what_has_expired_goes(library):
    Session, Row = library.Session, library.Row
    Session("sessions", "short", expires=timedelta(hours=1), state="on", since=day(0)).save()
    Session("sessions", "long", expires=timedelta(days=30), state="on", since=day(1)).save()
    Session("sessions", "ever", state="on", since=day(2)).save()
    left = Row.get("sessions", "short").expires - datetime.now(timezone.utc)
    assert timedelta(minutes=58) < left <= timedelta(hours=1)
    library.cloud.advance(3 * 86400)

    def there():
        return [row.sk for row in Row.by_state.query("on")]

    assert eventually(lambda: there() == ["long", "ever"]), there()
    assert sorted(row.sk for row in Session.query("sessions")) == ["ever", "long"]
