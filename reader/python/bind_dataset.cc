// The records of a data set, by position.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <imrec/image_record.h>

#include "reader/python/gil.h"
#include "reader/python/python_module.h"
#include "reader/python/signal_watch.h"
#include "reader/records/record_dataset.h"
#include "reader/records/source_files.h"
#include "recordio/internal/remote_path.h"

namespace imrec::python {
namespace {

// The files of a source. Thread-safe.
class Records {
 public:
  Records(std::vector<std::filesystem::path> sources, std::optional<bool> check_checksums,
          RemoteOptions remote)
      : sources_(std::move(sources)),
        check_checksums_(check_checksums),
        remote_(std::move(remote)) {
    watch_.EndingAllThreads([&] { records_ = Open(); });
  }

  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;

  std::uint64_t size() const { return records_->size(); }
  std::uint64_t key(std::uint64_t ordinal) const { return records_->key(Checked(ordinal)); }

  nb::list files() const {
    nb::list paths;
    for (const auto& file : records_->files()) paths.append(TextOf(file->path()));
    return paths;
  }

  // Of a record, for messages: file, key and offset.
  nb::tuple where(std::uint64_t ordinal) const {
    const ErrorContext where = records_->Where(Checked(ordinal));
    return nb::make_tuple(TextOf(where.file), where.key, where.offset);
  }

  std::tuple<std::uint64_t, std::vector<float>, nb::bytes> Read(std::uint64_t ordinal) {
    ReopenAfterFork();
    std::vector<std::byte> payload;
    std::vector<float> labels;
    std::span<const std::byte> image;
    std::uint64_t id = 0;
    {
      const GilRelease release;
      records_->Read(Checked(ordinal), payload);
      try {
        const ImageRecordView view(payload);
        view.CopyLabels(labels);
        image = view.image();
        id = view.id();
      } catch (const Error& error) {
        throw error.Within(records_->Where(ordinal));
      }
    }
    return {id, labels, BytesOf(image)};
  }

 private:
  std::uint64_t Checked(std::uint64_t ordinal) const {
    if (ordinal < records_->size()) return ordinal;
    throw nb::index_error(("record " + std::to_string(ordinal) + " of a data set of " +
                           std::to_string(records_->size()))
                              .c_str());
  }

  std::unique_ptr<RecordDataset> Open() const {
    auto records = std::make_unique<RecordDataset>();
    AccessOptions access{.remote = remote_};
    access.remote.on_wait = watch_.on_wait();
    for (const std::filesystem::path& source : sources_) {
      ShareSession(source, access);
      records->AddFiles(FindSourceFiles(source, {.access = access}).files,
                        {.access = access, .check_checksums = check_checksums_});
    }
    return records;
  }

  // A child process has no connections, and cannot end those of its parent. A thread of the parent
  // that was decompressing holds a lock, which nobody releases here.
  void ReopenAfterFork() {
    if (owner_ == ::getpid()) return;
    const auto is_compressed = [](const auto& file) { return file->path().ends_with(".zst"); };
    if (std::ranges::any_of(sources_, IsRemotePath) ||
        std::ranges::any_of(records_->files(), is_compressed)) {
      std::unique_ptr<RecordDataset> mine = Open();
      static_cast<void>(records_.release());
      records_ = std::move(mine);
    }
    owner_ = ::getpid();
  }

  const std::vector<std::filesystem::path> sources_;
  const std::optional<bool> check_checksums_;
  const RemoteOptions remote_;
  pid_t owner_ = ::getpid();
  SignalWatch watch_;
  std::unique_ptr<RecordDataset> records_;
};

}  // namespace

void BindDataset(nb::module_& module) {
  nb::class_<Records>(module, "Records")
      .def(
          "__init__",
          [](Records* self, const std::vector<std::filesystem::path>& sources,
             std::optional<bool> check_checksums, const RemoteOptions& remote) {
            const GilRelease release;
            new (self) Records(sources, check_checksums, remote);
          },
          nb::arg("sources"), nb::kw_only(), nb::arg("check_checksums") = nb::none(),
          nb::arg("remote") = RemoteOptions())
      .def("__len__", &Records::size)
      .def("key", &Records::key, nb::arg("ordinal"))
      .def("read", &Records::Read, nb::arg("ordinal"),
           "The id, the labels and the encoded image of a record.")
      .def("where", &Records::where, nb::arg("ordinal"))
      .def_prop_ro("files", &Records::files);
  module.def(
      "find_files",
      [](const std::filesystem::path& source) {
        std::vector<std::filesystem::path> found;
        {
          SignalWatch watch;
          AccessOptions access;
          access.remote.on_wait = watch.on_wait();
          const GilRelease release;
          watch.EndingAllThreads(
              [&] { found = FindSourceFiles(source, {.access = access}).files; });
        }
        nb::list files;
        for (const std::filesystem::path& file : found) files.append(TextOf(file.string()));
        return files;
      },
      nb::arg("source"), "The .rec files of a data set.");
}

}  // namespace imrec::python
