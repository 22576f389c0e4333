// A small data set in shards, for tests of imrec's commands.
#ifndef IMREC_TESTS_CLI_SHARDED_SET_TEST_H_
#define IMREC_TESTS_CLI_SHARDED_SET_TEST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/manifest.h>
#include <imrec/record_shard.h>

#include "recordio/internal/checksum_file.h"
#include "tests/cli/imrec_tool_test.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {

/// set: 12 records in 3 shards, keys 100 to 111; whole.rec: the same records. Both have class
/// names.
class ShardedSetTest : public ImrecToolTest {
 protected:
  ShardedSetTest() {
    WriteShardedSet(dir_ / "set", 12, 3, names_);
    WriteDetectionSet(dir_ / "whole.rec", 12);
    WriteClassNames(dir_ / "whole.classes.txt", names_);
  }

  std::string Shard(std::size_t i, const std::string& prefix = "set") const {
    return ShardPath(dir_ / prefix, i, 3);
  }
  // The keys of a set's records, file by file.
  std::vector<std::vector<std::uint64_t>> Keys(const std::string& prefix) const {
    std::vector<std::vector<std::uint64_t>> keys;
    for (const ManifestShard& shard : ReadManifest(dir_ / (prefix + ".manifest.json")).shards) {
      const RecordShard file(dir_ / shard.file);
      keys.emplace_back();
      for (std::uint64_t i = 0; i < file.size(); ++i) keys.back().push_back(file.key(i));
    }
    return keys;
  }
  // A data set that says the same in all its files.
  void ExpectSound(const std::string& prefix) const {
    const Manifest manifest = ReadManifest(dir_ / (prefix + ".manifest.json"));
    EXPECT_EQ(manifest.class_names, names_);
    EXPECT_EQ(ReadClassNames(dir_ / (prefix + ".classes.txt")), names_);
    for (const ManifestShard& shard : manifest.shards) {
      EXPECT_EQ(RecordShard(dir_ / shard.file).size(), shard.records);
      EXPECT_EQ(ReadChecksumFile(ChecksumPathFor(dir_ / shard.file)).size(), shard.records);
    }
    Run({"verify", Path(prefix), "--decode"});
  }

  const std::vector<std::string> names_ = {"ant", "bee", "cat", "dog", "elk"};
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_CLI_SHARDED_SET_TEST_H_
