#include "reader/records/record_check.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <imrec/error.h>
#include <imrec/identity_set.h>
#include <imrec/image_record.h>
#include <imrec/record_index.h>

#include "reader/labels/label_check.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/label_layout_detector.h"
#include "recordio/internal/mutex.h"
#include "recordio/internal/record_salvage.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

// A record whose frame is whole.
struct SoundRecord {
  std::uint64_t offset;
  std::uint64_t key;
};

// What several threads find when they decode images.
class DecodeFindings {
 public:
  // Calls on_decoded() with the bytes of all records so far.
  explicit DecodeFindings(const std::function<void(std::uint64_t)>& on_decoded)
      : on_decoded_(on_decoded) {}

  void Add(const SoundRecord& record, std::size_t bytes, const std::string& problem,
           std::string note) {
    const MutexLock lock(mutex_);
    bytes_ += bytes;
    on_decoded_(bytes_);
    if (!problem.empty()) problems_.emplace(record.offset, problem);
    if (!note.empty()) {
      notes_.push_back({.key = record.key, .offset = record.offset, .text = std::move(note)});
    }
  }

  // Ends the decoding: later records are not read.
  void Fail(std::exception_ptr failure) {
    const MutexLock lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    has_failed_ = true;
  }
  bool has_failed() const { return has_failed_; }
  void RethrowFailure() {
    const MutexLock lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
  }

  // By offset.
  std::unordered_map<std::uint64_t, std::string> TakeProblems() {
    const MutexLock lock(mutex_);
    return std::exchange(problems_, {});
  }
  std::vector<RecordNote> TakeNotes() {
    const MutexLock lock(mutex_);
    return std::exchange(notes_, {});
  }

 private:
  const std::function<void(std::uint64_t)>& on_decoded_;
  Mutex mutex_;
  std::uint64_t bytes_ IMREC_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::uint64_t, std::string> problems_ IMREC_GUARDED_BY(mutex_);
  std::vector<RecordNote> notes_ IMREC_GUARDED_BY(mutex_);
  std::exception_ptr failure_ IMREC_GUARDED_BY(mutex_);
  std::atomic<bool> has_failed_ = false;
};

// One run of CheckRecords().
class Check {
 public:
  Check(const std::filesystem::path& path, const RecordCheckOptions& options,
        const std::function<void(std::uint64_t, std::uint64_t)>& on_progress)
      : options_(options),
        on_progress_(on_progress),
        access_(Shared(path, options.access)),
        is_remote_(IsRemotePath(path)),
        file_(path, access_),
        decoder_(options.limits) {
    ReadIndex(IndexPathFor(path));
    ReadChecksums(ChecksumPathFor(path));
  }

  RecordCheckResult Run() {
    result_.bytes = file_.size();
    Scan();
    if (options_.decode && result_.image_records) DecodeAll();
    FinishIndex();
    FinishChecksums();
    std::ranges::stable_sort(result_.damaged, {}, &RecordDamage::offset);
    std::ranges::sort(result_.notes, {}, &RecordNote::offset);
    return std::move(result_);
  }

 private:
  static AccessOptions Shared(const std::filesystem::path& path, AccessOptions access) {
    ShareSession(path, access);
    return access;
  }

  // A server that is away, or refuses, says nothing about the records. A disk that cannot read some
  // of its blocks does.
  bool IsOutage(const Error& error) const {
    return is_remote_ &&
           (error.code() == ErrorCode::kIo || error.code() == ErrorCode::kUnavailable);
  }

  void ReadIndex(const std::filesystem::path& path) {
    if (!IsReadableFile(path, access_)) return;
    result_.had_index = true;
    constexpr const char* kReindex = "; 'imrec reindex' writes a new one";
    try {
      const std::vector<IndexEntry> entries = ReadIndexFile(path, access_);
      index_is_usable_ = !entries.empty() || file_.size() == 0;
      if (!index_is_usable_) Report({}, 0, "the index is empty: " + ShownPath(path) + kReindex);
      for (const IndexEntry& entry : entries) {
        if (!keys_.emplace(entry.offset, entry.key).second) {
          Report(entry.key, entry.offset, "the index has this offset twice");
        }
        if (!offsets_.emplace(entry.key, entry.offset).second) {
          Report(entry.key, entry.offset, "the index has this key twice");
        }
      }
    } catch (const Error& error) {
      if (IsOutage(error)) throw;
      index_is_usable_ = false;
      Report({}, 0, std::string("the index cannot be read: ") + error.what() + kReindex);
    }
  }

  void ReadChecksums(const std::filesystem::path& path) {
    if (!IsReadableFile(path, access_)) return;
    result_.had_checksums = true;
    try {
      for (const RecordChecksum& checksum : ReadChecksumFile(path, access_)) {
        checksums_.emplace(checksum.offset, checksum);
      }
      checksums_are_usable_ = true;
    } catch (const Error& error) {
      if (IsOutage(error)) throw;
      Report({}, 0, std::string("the checksums cannot be read: ") + error.what());
    }
  }

  void Report(std::optional<std::uint64_t> key, std::uint64_t offset, std::string reason) {
    result_.damaged.push_back({.key = key, .offset = offset, .reason = std::move(reason)});
  }

  void Progress(std::uint64_t done) {
    if (on_progress_) on_progress_(done, result_.bytes);
  }

  void Scan() {
    RecordSalvager salvager(file_);
    std::vector<RecordDamage> no_image_records;
    while (const auto record = salvager.Next()) {
      const std::uint64_t key = KeyOf(*record);
      sound_.push_back({.offset = record->offset, .key = key});
      labels_.Add(record->payload, key, record->offset);
      if (const std::string problem = ImageProblem(record->payload); !problem.empty()) {
        no_image_records.push_back({.key = key, .offset = record->offset, .reason = problem});
      }
      CheckDigest(*record, key);
      Progress(record->next_offset);
    }
    result_.records = sound_.size();
    // A shard of a set may be empty; it then has an (empty) index.
    if (result_.bytes == 0 && !result_.had_index) Report({}, 0, "the file is empty");
    result_.bytes_differ = result_.bytes_differ || !salvager.damage().empty();
    for (const DamagedRegion& region : salvager.damage()) {
      const auto known = keys_.find(region.begin);
      Report(known == keys_.end() ? std::nullopt : std::optional(known->second), region.begin,
             region.reason + "; " + std::to_string(region.end - region.begin) +
                 " bytes up to the next record or the end are lost");
      lost_.push_back(region);
    }
    // RecordIO files can contain anything. One without any image record is not an image data set.
    result_.image_records = no_image_records.size() < sound_.size();
    if (!result_.image_records) return;
    std::ranges::move(no_image_records, std::back_inserter(result_.damaged));
    CheckLabels();
  }

  // Checks labels, except of records whose header is already reported.
  void CheckLabels() {
    std::unordered_set<std::uint64_t> named;
    for (const RecordDamage& damage : result_.damaged) named.insert(damage.offset);
    for (RecordDamage& damage : labels_.Finish(file_)) {
      if (!named.contains(damage.offset)) result_.damaged.push_back(std::move(damage));
    }
    result_.labels = labels_.Layout();
    result_.pixel_boxes = labels_.pixel_boxes();
    result_.identities = labels_.identities();
  }

  // Returns why the record has no valid image. Records that contain only a range of keys need no
  // image; LabelCheck checks them.
  std::string ImageProblem(std::span<const std::byte> payload) {
    if (ParseKeyRange(payload)) return {};
    try {
      static_cast<void>(decoder_.Open(ImageRecordView(payload).image()));
      return {};
    } catch (const Error& error) {
      return error.reason();
    }
  }

  std::uint64_t KeyOf(const RecordScanner::Record& record) const {
    const auto known = keys_.find(record.offset);
    if (known != keys_.end()) return known->second;
    return record.payload.size() >= ImageRecordView::kHeaderSize ? ImageRecordId(record.payload)
                                                                 : sound_.size();
  }

  void CheckDigest(const RecordScanner::Record& record, std::uint64_t key) {
    const auto found = checksums_.find(record.offset);
    if (found == checksums_.end()) {
      if (checksums_are_usable_) {
        Report(key, record.offset, "the checksums do not have this record");
      }
      return;
    }
    const RecordChecksum& expected = found->second;
    if (expected.length != record.payload.size() ||
        expected.digest != PayloadDigest(record.payload)) {
      Report(key, record.offset, "its bytes do not match its checksum");
      result_.bytes_differ = true;
    }
    const auto indexed = keys_.find(record.offset);
    if (indexed != keys_.end() && indexed->second != expected.key) {
      Report(key, record.offset,
             "the index and the checksums differ in its key, which is " +
                 std::to_string(expected.key) + " in the checksums; 'imrec reindex' writes both");
    }
    checksums_.erase(found);
  }

  void DecodeAll() {
    std::atomic<std::size_t> next = 0;
    const std::function<void(std::uint64_t)> on_decoded = [this](std::uint64_t bytes) {
      Progress(std::min(bytes, result_.bytes));
    };
    DecodeFindings findings(on_decoded);
    const auto work = [&] {
      try {
        DecodeSome(next, findings);
      } catch (...) {  // of a helper, too
        findings.Fail(std::current_exception());
      }
    };
    const std::size_t threads =
        options_.threads > 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
    {
      std::vector<std::jthread> helpers;
      try {
        for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
      } catch (const std::system_error&) {
        // The system allows no more threads; those that run decode all.
      }
      work();
    }
    findings.RethrowFailure();
    result_.notes = findings.TakeNotes();
    std::unordered_map<std::uint64_t, std::string> undecodable = findings.TakeProblems();
    for (const RecordDamage& damage : result_.damaged) undecodable.erase(damage.offset);
    for (const SoundRecord& record : sound_) {
      const auto found = undecodable.find(record.offset);
      if (found != undecodable.end()) Report(record.key, record.offset, found->second);
    }
  }

  // Decodes records until none is left, or one cannot be read because the store is away.
  void DecodeSome(std::atomic<std::size_t>& next, DecodeFindings& findings) {
    AnyImageDecoder decoder(options_.limits);
    Image image;
    std::vector<std::byte> payload;
    for (std::size_t i; !findings.has_failed() && (i = next++) < sound_.size();) {
      std::string problem;
      std::string note;
      try {
        file_.ReadAt(sound_[i].offset, payload);
        if (ParseKeyRange(payload)) continue;
        decoder.Decode(ImageRecordView(payload).image(), ColorMode::kAsStored, image);
        note = decoder.note();
      } catch (const Error& error) {
        if (IsOutage(error)) throw;
        problem = error.reason();
      }
      findings.Add(sound_[i], payload.size(), problem, std::move(note));
    }
  }

  bool IsLost(std::uint64_t offset) const {
    return std::ranges::any_of(lost_, [&](const DamagedRegion& region) {
      return offset >= region.begin && offset < region.end;
    });
  }

  // Compares the index with the records, unless the index is invalid, which is already reported.
  void FinishIndex() {
    if (!result_.had_index || !index_is_usable_) return;
    for (const SoundRecord& record : sound_) {
      if (keys_.erase(record.offset) == 0) {
        Report(record.key, record.offset, "the index does not have this record");
      }
    }
    for (const auto& [offset, key] : keys_) {
      // Lost records are already reported, with their keys.
      if (!IsLost(offset))
        Report(key, offset, "the index has a record here, but the file does not");
    }
  }

  void FinishChecksums() {
    for (const auto& [offset, checksum] : checksums_) {
      if (!IsLost(offset)) {
        Report(checksum.key, offset, "the checksums have a record here, but the file does not");
      }
    }
  }

  const RecordCheckOptions& options_;
  const std::function<void(std::uint64_t, std::uint64_t)>& on_progress_;
  const AccessOptions access_;
  const bool is_remote_;
  RecordFile file_;
  AnyImageDecoder decoder_;
  LabelCheck labels_;
  RecordCheckResult result_;
  bool index_is_usable_ = true;
  bool checksums_are_usable_ = false;
  std::map<std::uint64_t, std::uint64_t> keys_;               // by offset, of the index
  std::unordered_map<std::uint64_t, std::uint64_t> offsets_;  // by key
  std::map<std::uint64_t, RecordChecksum> checksums_;         // by offset; of records not yet read
  std::vector<SoundRecord> sound_;
  std::vector<DamagedRegion> lost_;
};

}  // namespace

LabelLayout SurveyLabels(const RecordFile& file) {
  LabelLayoutDetector survey;
  RecordSalvager salvager(file);
  while (const auto record = salvager.Next()) survey.AddPayload(record->payload);
  return survey.Layout();
}

std::string ImageRecordProblem(std::span<const std::byte> payload, const LabelLayout& layout,
                               AnyImageDecoder& decoder) {
  try {
    const ImageRecordView record(payload);
    std::vector<float> labels;
    record.CopyLabels(labels);
    if (layout.kind == LabelKind::kIdentity && ParseKeyRange(payload)) return {};
    std::string problem = LabelProblem(labels, layout);
    if (problem.empty()) static_cast<void>(decoder.Open(record.image()));
    return problem;
  } catch (const Error& error) {
    return error.reason();
  }
}

RecordCheckResult CheckRecords(
    const std::filesystem::path& path, const RecordCheckOptions& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  return Check(path, options, on_progress).Run();
}

}  // namespace imrec
