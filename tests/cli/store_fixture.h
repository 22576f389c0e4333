// A list of images, and a store to pack it into.
#ifndef IMREC_TESTS_CLI_STORE_FIXTURE_H_
#define IMREC_TESTS_CLI_STORE_FIXTURE_H_

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/internal/remote_path.h"
#include "tests/support/environment_variables.h"
#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/remote_store.h"

namespace imrec::test {

using FileContents = std::map<std::string, std::string>;
using ToolArguments = std::vector<std::string>;

/// All files below a folder but plans.
inline FileContents FilesBelow(const std::filesystem::path& folder) {
  FileContents files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder);
    if (entry.is_regular_file() && !name.ends_with(".plan.json")) {
      files[name] = ReadText(entry.path());
    }
  }
  return files;
}

/// The store is the folder dir_ / "store", with the bucket "bucket". Files of 4,000 bytes
/// and more are sent in parts of 1,500.
class StoreFixture : public testing::Test {
 protected:
  void SetUp() override {
    if (!CanReadRemoteFiles() || !CanRunRemoteStore()) GTEST_SKIP() << "no remote files";
    std::filesystem::create_directories(Bucket());
    std::filesystem::create_directories(Temporary());
    WriteFile(dir_ / "no-config", "");
    std::string list = "no list line\n";
    for (int i = 0; i < 12; ++i) {
      const std::string name = std::to_string(i) + ".jpg";
      if (i != 5) WriteFile(dir_ / ("in/" + name), MakeJpeg({90, 60}, i, 95));  // one is missing
      list += std::to_string(i) + '\t' + std::to_string(i % 3) + '\t' + name + '\n';
    }
    WriteFile(dir_ / "set.lst", list);
    WriteFile(dir_ / "set.classes.txt", "cat\ndog\nbird\n");
    server_ = std::make_unique<RemoteStore>(dir_ / "store", StoreOptions());
    auto variables = StoreVariables(server_->url(), dir_ / "no-config");
    variables["IMREC_S3_MULTIPART_FROM"] = "4000";
    variables["IMREC_S3_PART_SIZE"] = "1500";
    variables["TMPDIR"] = Temporary();
    variables_ = std::make_unique<EnvironmentVariables>(variables);
  }

  std::filesystem::path Bucket() const { return dir_ / "store/bucket"; }
  std::filesystem::path Temporary() const { return dir_ / "tmp"; }
  bool IsStored(const std::string& key) const { return std::filesystem::exists(Bucket() / key); }
  void Fault(const std::string& rules) const { server_->Control(R"({"faults": [)" + rules + "]}"); }
  /// Lets a request that matches wait until the rules are replaced.
  void Hold(const std::string& method, const std::string& match) const {
    server_->Control(R"({"reset_counters": true})");
    Fault(R"({"kind": "hold", "times": 1, "method": ")" + method + R"(", "match": ")" + match +
          "\"}");
  }
  void AwaitFault() const {
    Await([&] { return server_->Counter("faults") > 0; });
  }
  /// Waits until something is true; not for ever.
  static void Await(const std::function<bool()>& is_true) {
    for (int i = 0; i < 20'000 && !is_true(); ++i) ::usleep(5'000);
  }

  ProcessResult Run(ToolArguments words, const ToolArguments& more = {},
                    const RunOptions& options = {}) const {
    words.insert(words.end(), more.begin(), more.end());
    return RunTool("im2rec", words, options);
  }
  /// The files that packing into a folder gives.
  FileContents PackHere(const ToolArguments& options) const {
    const std::filesystem::path out = dir_ / "here";
    std::filesystem::remove_all(out);
    EXPECT_EQ(Run({dir_ / "set", dir_ / "in", "-o", out / "set"}, options).exit_code, 1);
    return FilesBelow(out);
  }
  void ExpectStored(const FileContents& expected, const std::string& what = "") const {
    const FileContents stored = FilesBelow(Bucket());
    for (const auto& [name, contents] : expected) {
      EXPECT_TRUE(stored.contains(name) && stored.at(name) == contents) << name << ' ' << what;
    }
    for (const auto& [name, contents] : stored) {
      EXPECT_TRUE(expected.contains(name)) << name << ' ' << what;
    }
  }

  TempDir dir_;
  std::unique_ptr<RemoteStore> server_;
  std::unique_ptr<EnvironmentVariables> variables_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_CLI_STORE_FIXTURE_H_
