// The im2rec tool, run with the options that MXNet's im2rec.py was run with in the small set.
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/golden/golden_set.h"
#include "tests/golden/near_records.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path Packs() { return SmallGoldenSet().folder / "im2rec_py"; }

bool Has(const json& options, const std::string& option) {
  return std::ranges::find(options, json(option)) != options.end();
}

double Tolerance(const json& options) {
  if (Has(options, "--resize")) {
    return Has(options, "--quality") ? kResizedAtLowQuality : kResized;
  }
  return Has(options, "--color") && Has(options, "0") ? kGreyPng : kSameSize;
}

class Im2recRuns : public testing::Test {
 protected:
  // `extra` options come after those of the run.
  static ProcessResult Im2rec(const fs::path& prefix, const fs::path& root, const json& options,
                              const std::vector<std::string>& extra = {}) {
    std::vector<std::string> arguments = {prefix, root};
    for (const json& option : options) arguments.push_back(option);
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    return RunTool("im2rec", arguments);
  }

  ProcessResult Pack(const std::string& name, const json& run,
                     const std::vector<std::string>& extra = {}) const {
    const std::string list = run.at("list");
    fs::copy_file(Packs() / list, dir_ / (name + ".lst"), fs::copy_options::overwrite_existing);
    return Im2rec(dir_ / name, SmallGoldenSet().folder / "imgs", run.at("options"), extra);
  }

  void ExpectSameFiles(const std::string& name) const {
    for (const std::string suffix : {".rec", ".idx"}) {
      EXPECT_TRUE(ReadBytes(dir_ / (name + suffix)) == ReadBytes(Packs() / (name + suffix)))
          << name << suffix;
    }
  }

  TempDir dir_;
};

TEST_F(Im2recRuns, PassThroughIsByteForByteAsMxnets) {
  std::size_t runs = 0;
  const json manifest = ReadJson(Packs() / "manifest.json");
  for (const auto& [file, run] : manifest.items()) {
    if (!Has(run.at("options"), "--pass-through")) continue;
    const std::string name = fs::path(file).stem();
    SCOPED_TRACE(name);
    // im2rec.py leaves out what is not sound, too, but says so in its output alone.
    const int exit_code = name == "py_odd_pass" ? 1 : 0;
    const ProcessResult result = Pack(name, run);
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    ExpectSameFiles(name);
    ++runs;
  }
  EXPECT_EQ(runs, 8U);
}

TEST_F(Im2recRuns, PassThroughOfManyThreadsIsToo) {
  const json manifest = ReadJson(Packs() / "manifest.json");
  const json& run = manifest.at("py_cls1_pass.rec");
  EXPECT_EQ(Pack("py_cls1_pass", run, {"--num-thread", "8"}).exit_code, 0);
  ExpectSameFiles("py_cls1_pass");
}

// Labels of one column are the same, packed or not.
TEST_F(Im2recRuns, PackLabelOfOneColumnChangesNothing) {
  const json manifest = ReadJson(Packs() / "manifest.json");
  EXPECT_EQ(Pack("py_cls1_pass", manifest.at("py_cls1_pass.rec"), {"--pack-label"}).exit_code, 0);
  ExpectSameFiles("py_cls1_pass");
}

TEST_F(Im2recRuns, EncodedImagesLookTheSame) {
  std::size_t runs = 0;
  const json manifest = ReadJson(Packs() / "manifest.json");
  for (const auto& [file, run] : manifest.items()) {
    const json& options = run.at("options");
    if (Has(options, "--pass-through")) continue;
    const std::string name = fs::path(file).stem();
    SCOPED_TRACE(name);
    const ProcessResult result = Pack(name, run);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    ExpectNearRecords(dir_ / file, Packs() / file, Tolerance(options));
    ++runs;
  }
  EXPECT_EQ(runs, 6U);
}

// Of 23 images, im2rec.py gives each half 11.
const std::string kLosesAnImage = "rec_t5t5";

class Im2recListRuns : public Im2recRuns {
 protected:
  // Lines are "file", "folder/" or "link -> target".
  void MakeTree() const {
    std::istringstream lines(ReadText(Packs() / "list/tree.txt"));
    for (std::string line; std::getline(lines, line);) {
      const std::size_t arrow = line.find(" -> ");
      const fs::path path = dir_ / ("tree/" + line.substr(0, arrow));
      fs::create_directories(path.parent_path());
      if (arrow != std::string::npos) {
        fs::create_directory_symlink(line.substr(arrow + 4), path);
      } else if (!line.ends_with('/')) {
        WriteFile(path, "");
      }
    }
  }

  std::vector<std::string> Lists(const std::string& folder) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(dir_ / folder)) {
      if (entry.path().extension() == ".lst") names.push_back(entry.path().filename());
    }
    return names;
  }
};

// The trees have files of formats that im2rec.py does not list.
std::vector<std::string> Listing(const json& options) {
  if (Has(options, "--exts")) return {"--list"};
  return {"--exts", ".jpeg", ".jpg", ".png", "--list"};
}

TEST_F(Im2recListRuns, ListsAreByteForByteAsMxnets) {
  MakeTree();
  std::size_t runs = 0;
  const json manifest = ReadJson(Packs() / "list/manifest.json");
  for (const auto& [name, run] : manifest.items()) {
    if (name == kLosesAnImage) continue;
    SCOPED_TRACE(name);
    fs::create_directory(dir_ / name);
    const ProcessResult result = Im2rec(dir_ / (name + '/' + name), dir_ / "tree",
                                        run.at("options"), Listing(run.at("options")));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const std::vector<std::string> lists = run.at("lists");
    EXPECT_THAT(Lists(name), testing::UnorderedElementsAreArray(lists));
    for (const std::string& list : lists) {
      EXPECT_EQ(ReadText(dir_ / (name + '/' + list)), ReadText(Packs() / "list" / list)) << list;
    }
    // im2rec.py prints the classes, imrec writes them to a file.
    const std::string printed = run.at("stdout");
    if (!printed.empty()) {
      std::istringstream names(ReadText(dir_ / (name + '/' + name + ".classes.txt")));
      std::string numbered;
      int number = 0;
      for (std::string each; std::getline(names, each);) {
        numbered += each + ' ' + std::to_string(number++) + '\n';
      }
      EXPECT_EQ(numbered, printed);
    }
    ++runs;
  }
  EXPECT_EQ(runs, 9U);
}

// Where im2rec.py forgets the last image, imrec's training list has it, too.
TEST_F(Im2recListRuns, TheImageThatMxnetLosesIsKept) {
  MakeTree();
  const json manifest = ReadJson(Packs() / "list/manifest.json");
  const json& run = manifest.at(kLosesAnImage);
  const std::string prefix = dir_ / kLosesAnImage;
  EXPECT_EQ(Im2rec(prefix, dir_ / "tree", run.at("options"), Listing(run.at("options"))).exit_code,
            0);
  const auto theirs = [](const std::string& name) { return ReadText(Packs() / "list" / name); };
  EXPECT_EQ(ReadText(prefix + "_test.lst"), theirs(kLosesAnImage + "_test.lst"));
  EXPECT_EQ(ReadText(prefix + "_train.lst"),
            theirs(kLosesAnImage + "_train.lst") + "4\t2.000000\t2/k.jpg\n");
}

}  // namespace
}  // namespace imrec::test
