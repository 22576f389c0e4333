// A data set that a store on this machine serves.
#ifndef IMREC_TESTS_READER_REMOTE_REMOTE_FIXTURE_H_
#define IMREC_TESTS_READER_REMOTE_REMOTE_FIXTURE_H_

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/detection_label.h>
#include <imrec/detection_reader.h>
#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/reader/reader_fixture.h"
#include "tests/support/remote_store.h"

namespace imrec::test {

/// Records 100, 101, .. in b/set.rec, 3 MB, of which readers keep 1 MiB in memory.
class RemoteTest : public testing::Test {
 protected:
  static constexpr std::size_t kRecords = 150;

  /// Writes a set of small pictures with 20 KB of labels each.
  static void WriteLongRecords(const std::filesystem::path& path, std::size_t count) {
    RecordWriter writer(path);
    std::vector<std::byte> payload;
    std::vector<float> label;
    for (std::size_t i = 0; i < count; ++i) {
      StartDetectionLabel(5, {}, label);
      for (std::size_t k = 0; k < 1'000; ++k) {
        const float at = 0.004F * static_cast<float>((i + k) % 100);
        label.insert(label.end(), {static_cast<float>(k % 5), at, at / 2, at + 0.5F, at + 0.4F});
      }
      BuildImageRecord(100 + i, label, LabelPacking::kPacked,
                       MakeJpeg({.width = 64, .height = 48}, static_cast<int>(i)), payload);
      writer.Write(100 + i, payload);
    }
    writer.Close();
  }

  RemoteTest() {
    std::filesystem::create_directory(dir_ / "b");
    WriteLongRecords(local(), kRecords);
  }

  void SetUp() override {
    if (!CanRunRemoteStore()) GTEST_SKIP() << "python3 is not here to run the store";
    store_ = std::make_unique<RemoteStore>(dir_.path());
  }

  std::filesystem::path local() const { return dir_ / "b/set.rec"; }
  std::string remote(const std::string& name = "set.rec") const {
    return store_->url() + "/b/" + name;
  }

  /// Time limits that faults do not wait long for.
  static RemoteOptions Impatient() {
    using std::chrono::milliseconds;
    return {.connect_limit = milliseconds(1'000),
            .first_byte_limit = milliseconds(400),
            .stall_limit = milliseconds(400),
            .total_limit = milliseconds(20'000),
            .hedge_after = milliseconds(5'000),
            .memory = 1 << 20};
  }

  /// Time limits that no request exceeds on a slow machine: for what counts requests.
  static void BePatient(RemoteOptions& options) {
    options.connect_limit = options.first_byte_limit = options.stall_limit = options.hedge_after =
        std::chrono::milliseconds(60'000);
    options.total_limit = std::chrono::milliseconds(600'000);
  }

  static ReaderOptions Options(const std::filesystem::path& source) {
    AugmentRecipe recipe = PresetByName("ssd300");
    recipe.resize.output = {.width = 40, .height = 32};
    ReaderOptions options{
        .sources = {source}, .recipe = recipe, .batch_size = 5, .seed = 3, .threads = 2};
    options.bad_records = BadRecordPolicy::kFail;
    options.access.remote = Impatient();
    return options;
  }

  static Stream ReadAll(const ReaderOptions& options) {
    DetectionReader reader(options);
    return ReadEpoch(reader);
  }

  TempDir dir_;
  std::unique_ptr<RemoteStore> store_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_READER_REMOTE_REMOTE_FIXTURE_H_
