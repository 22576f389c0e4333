// What opening a remote set asks for, by readers and by the program imrec, and its cache.
#include <unistd.h>

#include <chrono>
#include <map>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "reader/records/record_check.h"
#include "reader/records/source_files.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/remote_path.h"
#include "tests/reader/remote/remote_fixture.h"
#include "tests/support/process.h"

namespace imrec {
namespace {

using test::ReadEpoch;
using test::RunTool;
using testing::Each;
using testing::Pair;

class RemoteOpeningTest : public test::RemoteTest {
 protected:
  // How often each path was asked for.
  std::map<std::string, int> Asked() const {
    std::map<std::string, int> asked;
    for (const nlohmann::json& request : nlohmann::json::parse(store_->Log())) {
      ++asked[request["path"]];
    }
    return asked;
  }

  nlohmann::json Run(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const test::ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out);
  }
};

TEST_F(RemoteOpeningTest, EachFileIsAskedForOnce) {
  test::WriteShardedSet(dir_ / "b/many", 40, 3);
  test::WriteShardedSet(dir_ / "b/one", 9, 1, {"ant", "bee"});
  test::WriteDetectionSet(dir_ / "b/bare.rec", 9);
  for (const char* const name : {"many", "many.manifest.json", "one", "one.rec", "bare"}) {
    store_->Control(R"({"reset_counters": true})");
    ReaderOptions options = Options(remote(name));
    BePatient(options.access.remote);
    DetectionReader reader(options);
    ReadEpoch(reader);
    const std::map<std::string, int> asked = Asked();
    EXPECT_GE(asked.size(), 4U) << name;
    EXPECT_THAT(asked, Each(Pair(testing::_, 1))) << name;
  }
}

// What is added to a URL with a query is no other file.
TEST_F(RemoteOpeningTest, AURLWithAQueryIsAskedForAlone) {
  std::filesystem::copy_file(local(), dir_ / "b/odd");
  CompressRecords(local(), dir_ / "b/packed.rec.zst");
  for (const std::string name : {"packed.rec.zst", "odd"}) {
    AccessOptions access{.remote = Impatient()};
    BePatient(access.remote);
    const std::filesystem::path source = remote(name + "?token=1");
    ShareSession(source, access);
    EXPECT_THAT(FindSourceFiles(source, {.access = access}).files, testing::ElementsAre(source));
  }
  // Once for its start, and perhaps once for the rest, which is fetched meanwhile.
  EXPECT_THAT(Asked(),
              testing::UnorderedElementsAre(Pair("/b/packed.rec.zst?token=1", testing::Le(2)),
                                            Pair("/b/odd?token=1", testing::Le(2))));
}

// A server that is away says nothing about the records.
TEST_F(RemoteOpeningTest, AnOutageDuringACheckIsNoDamage) {
  RecordCheckOptions options{.decode = true, .threads = 2};
  options.access.remote = Impatient();
  BePatient(options.access.remote);
  options.access.remote.max_attempts = 2;
  options.access.remote.outage_limit = std::chrono::milliseconds(1);
  bool is_away = false;
  const auto on_progress = [&](std::uint64_t done, std::uint64_t total) {
    // All records are then read, of which memory keeps some.
    if (done != total || is_away) return;
    is_away = true;
    store_->Kill();
  };
  EXPECT_THAT([&] { CheckRecords(remote(), options, on_progress); },
              testing::Throws<Error>(testing::Property(&Error::code, ErrorCode::kIo)));
  EXPECT_TRUE(is_away);
}

// The files that a set may have are asked for together: the store holds all answers back.
TEST_F(RemoteOpeningTest, TheFilesOfASetAreAskedForAtTheSameTime) {
  test::WriteShardedSet(dir_ / "b/one", 9, 1);
  store_->Control(R"({"faults": [{"kind": "hold"}], "reset_counters": true})");
  ReaderOptions options = Options(remote("one"));
  BePatient(options.access.remote);
  std::thread reader([&] { EXPECT_NO_THROW(ReadAll(options)); });
  for (int i = 0; i < 2'000 && store_->Counter("in_flight") < 4; ++i) ::usleep(5'000);
  store_->Control(R"({"faults": []})");
  reader.join();
  EXPECT_GE(store_->Counter("max_in_flight"), 4);
}

// The program looks at the set before its reader does.
// Of records that are much longer than their labels, only these are fetched, some at a time.
TEST_F(RemoteOpeningTest, WithoutAManifestLabelsAreFetchedAlone) {
  RecordWriter writer(dir_ / "b/long.rec");
  constexpr std::uint64_t kCount = 400;
  const std::vector<std::byte> image(50'000);
  std::vector<float> label;
  StartDetectionLabel(5, {}, label);
  label.insert(label.end(), {1, 0.1F, 0.1F, 0.5F, 0.5F});
  std::vector<std::byte> payload;
  for (std::uint64_t key = 0; key < kCount; ++key) {
    BuildImageRecord(key, label, LabelPacking::kPacked, image, payload);
    writer.Write(key, payload);
  }
  writer.Close();
  ReaderOptions options = Options(remote("long.rec"));
  BePatient(options.access.remote);
  options.access.remote.memory = 4 << 20;
  store_->Control(R"({"delay_ms": 50})");
  DetectionReader reader(options);
  const RemoteStats stats = reader.stats().remote;
  EXPECT_LT(stats.bytes, kCount * image.size() / 2);
  EXPECT_LT(stats.waits, kCount / 2);  // each, if one was asked for after the other
}

TEST_F(RemoteOpeningTest, TheProgramAsksForEachFileOnce) {
  test::WriteShardedSet(dir_ / "b/many", 40, 3);
  const nlohmann::json report = Run({"bench", remote("many"), "--epochs", "1"});
  EXPECT_EQ(report["images"], 40);
  int repeated = 0;
  for (const auto& [path, count] : Asked()) repeated += count - 1;
  // On a slow machine, a request may be sent a second time.
  EXPECT_LE(repeated,
            report["remote"]["hedges"].get<int>() + report["remote"]["retries"].get<int>());
}

TEST_F(RemoteOpeningTest, TheProgramShowsAndCleansTheCache) {
  const std::string cache = dir_ / "cache";
  const auto bench = [&] { Run({"bench", remote(), "--epochs", "1", "--cache", cache}); };
  bench();
  const nlohmann::json first = Run({"cache", "info", cache});
  EXPECT_GT(first["bytes"], std::filesystem::file_size(local()));
  EXPECT_EQ(Run({"cache", "clean", cache})["freed_bytes"], 0);
  EXPECT_EQ(Run({"cache", "info", cache}), first);

  WriteLongRecords(local(), kRecords - 7);
  bench();
  const nlohmann::json both = Run({"cache", "info", cache});
  EXPECT_EQ(both["files"].size(), 2 * first["files"].size());
  EXPECT_GT(Run({"cache", "clean", cache})["freed_bytes"], std::filesystem::file_size(local()));
  EXPECT_EQ(Run({"cache", "info", cache})["files"].size(), first["files"].size());

  EXPECT_GT(Run({"cache", "clean", cache, "--all"})["freed_bytes"], 0);
  EXPECT_EQ(Run({"cache", "info", cache})["bytes"], 0);
  const test::ProcessResult result = RunTool("imrec", {"cache", "clean", dir_ / "none"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, testing::HasSubstr("none"));
}

TEST_F(RemoteOpeningTest, DoctorShowsWhatTheNetworkCosts) {
  store_->Control(R"({"bandwidth": 2000000})");
  const std::vector<std::string> arguments = {"doctor",    remote(), "--preset", "eval300",
                                              "--seconds", "0.05",   "--cache",  dir_ / "cache",
                                              "--threads", "1",      "--sample", "4"};
  const nlohmann::json slow = Run(arguments);
  double microseconds = 0;
  for (const auto& [stage, spent] : slow["stages_us"].items()) microseconds += spent.get<double>();
  const double network = slow["network_images_per_second"];
  const double share = slow["reading_share"];
  EXPECT_EQ(slow["bottleneck"] == "network", network < 1e6 / microseconds || share >= 0.5);
  EXPECT_LT(slow["network_bytes_per_second"], slow["cached_bytes_per_second"]);
  EXPECT_FALSE(slow.contains("disk_images_per_second"));
  store_->Control(R"({"bandwidth": 0})");
  const nlohmann::json again = Run(arguments);
  EXPECT_GT(again["remote"]["requests"], 0);
  EXPECT_GT(again["remote"]["cache_reads"], 0);
  // What it advises to write is on this machine.
  for (const nlohmann::json& remedy : again["remedies"]) {
    EXPECT_THAT(remedy["how"].get<std::string>(), testing::Not(testing::HasSubstr("-o http")));
  }
  const test::ProcessResult text = RunTool("imrec", arguments);
  EXPECT_THAT(text.out,
              testing::AllOf(testing::HasSubstr("network "), testing::HasSubstr("cache: "),
                             testing::HasSubstr("of their time reading")));
}

}  // namespace
}  // namespace imrec
