// Record files, their indexes and their framing.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <imrec/access_options.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include "reader/python/gil.h"
#include "reader/python/python_module.h"
#include "reader/python/signal_watch.h"
#include "recordio/internal/framing.h"

namespace imrec::python {
namespace {

using IndexLists = std::pair<std::vector<std::uint64_t>, std::vector<std::uint64_t>>;

IndexLists ListsOf(const std::vector<IndexEntry>& entries) {
  IndexLists lists;
  lists.first.reserve(entries.size());
  lists.second.reserve(entries.size());
  for (const IndexEntry& entry : entries) {
    lists.first.push_back(entry.key);
    lists.second.push_back(entry.offset);
  }
  return lists;
}

// Files may be remote. Then Control-C ends the wait for them.
AccessOptions InterruptibleAccess() {
  AccessOptions access;
  access.remote.on_wait = SignalWatch().on_wait();
  return access;
}

std::pair<nb::bytes, std::uint64_t> Read(const RecordFile& file, std::uint64_t offset) {
  std::vector<std::byte> payload;
  std::uint64_t next = 0;
  {
    const GilRelease release;
    next = file.ReadAt(offset, payload);
  }
  return {BytesOf(payload), next};
}

nb::bytes ReadPrefix(const RecordFile& file, std::uint64_t offset, std::size_t max_bytes) {
  std::vector<std::byte> payload;
  {
    const GilRelease release;
    file.ReadPrefixAt(offset, max_bytes, payload);
  }
  return BytesOf(payload);
}

nb::list ReadMany(const RecordFile& file, const std::vector<std::uint64_t>& offsets) {
  nb::list records;
  for (const std::uint64_t offset : offsets) records.append(Read(file, offset).first);
  return records;
}

IndexLists ReadIndex(const std::filesystem::path& path) {
  const GilRelease release;
  return ListsOf(ReadIndexFile(path, InterruptibleAccess()));
}

IndexLists Scan(const RecordFile& file) {
  const GilRelease release;
  return ListsOf(BuildIndex(file));
}

nb::bytes Frame(const Bytes& payload) {
  const std::span<const std::byte> bytes = SpanOf(payload);
  if (bytes.size() >= framing::kPayloadLimit) {
    throw Error(ErrorCode::kLimitExceeded,
                "a record of " + std::to_string(bytes.size()) +
                    " bytes is too long; the format allows less than 2^29");
  }
  std::vector<std::byte> out;
  framing::AppendRecord(bytes, out);
  return BytesOf(out);
}

}  // namespace

void BindRecords(nb::module_& module) {
  nb::class_<RecordFile>(module, "RecordFile",
                         "A .rec or .rec.zst file. Threads may share it; reads release the GIL.")
      .def(
          "__init__",
          [](RecordFile* self, const std::filesystem::path& path) {
            const GilRelease release;
            new (self) RecordFile(path, InterruptibleAccess());
          },
          nb::arg("path"))
      .def_prop_ro("path", [](const RecordFile& file) { return TextOf(file.path()); })
      .def_prop_ro("size", &RecordFile::size, "Size of the plain file in bytes.")
      .def("read", &Read, nb::arg("offset"),
           "The payload of the record at this offset, and the offset after it.")
      .def("read_prefix", &ReadPrefix, nb::arg("offset"), nb::arg("max_bytes"))
      .def("read_many", &ReadMany, nb::arg("offsets"));
  module.def("read_index", &ReadIndex, nb::arg("path"),
             "The keys and offsets of an .idx file, in the order of its lines.");
  module.def("build_index", &Scan, nb::arg("file"), "The keys and offsets of all records.");
  module.def(
      "index_path",
      [](const std::filesystem::path& path) { return TextOf(IndexPathFor(path).string()); },
      nb::arg("path"));
  module.def("frame_record", &Frame, nb::arg("payload"), "The payload with its framing.");
}

}  // namespace imrec::python
