"""Documents made from the catalogue."""

import pytest

from lead_metrics import documents
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import DocumentsStale
from lead_metrics.settings import ROOT


def test_the_documents_of_this_project_are_current():
    documents.check(ROOT / "docs")


def test_every_indicator_role_source_and_record_is_documented(tmp_path):
    documents.write(tmp_path)
    written = {name: (tmp_path / name).read_text(encoding="utf-8") for name in documents.made()}
    assert all(f"`{one}`" in written["indicators.md"] for one in catalogue().indicators)
    assert all(f"`{one}`" in written["sources.md"] for one in catalogue().recipes)
    assert all(f"## {one}\n" in written["records.md"] for one in catalogue().records)
    assert all(role.name.en in written["roles.md"] for role in catalogue().roles.values())


def test_a_document_that_differs_is_named(tmp_path):
    documents.write(tmp_path)
    documents.check(tmp_path)
    (tmp_path / "roles.md").write_text("edited by hand", encoding="utf-8")
    with pytest.raises(DocumentsStale, match="roles.md; run:"):
        documents.check(tmp_path)
