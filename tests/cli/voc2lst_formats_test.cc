// voc2lst with one data set in every annotation format, end to end.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/list_file.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

const std::vector<std::string> kFormats = {"voc",  "coco", "yolo",      "labelme",
                                           "cvat", "csv",  "openimages"};

// The images of make_shapes in each format, made once.
class Voc2LstFormats : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    set_ = new TempDir();
    std::string formats;
    for (const std::string& format : kFormats) formats += (formats.empty() ? "" : ",") + format;
    const ProcessResult made =
        RunTool("make_shapes", {*set_ / "s", "--count", "60", "--seed", "5", "--format", formats});
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  static void TearDownTestSuite() { delete set_; }

  static std::vector<std::string> InputOf(const std::string& format) {
    const fs::path folder = *set_ / "s" / format;
    if (format == "coco") return {folder / "instances.json", "--images", folder / "images"};
    if (format == "yolo") return {folder / "data.yaml"};
    if (format == "cvat") return {folder / "annotations.xml"};
    if (format == "csv") return {folder / "boxes.csv", "--images", folder / "images"};
    if (format == "openimages") {
      return {folder / "boxes.csv", "--images", folder / "images", "--label-map",
              folder / "class-descriptions-boxable.csv"};
    }
    return {folder};
  }
  ProcessResult Run(const std::string& format, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"--from", format};
    for (const std::string& argument : InputOf(format)) arguments.push_back(argument);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunTool("voc2lst", arguments);
  }
  // The entries by the names of their images, which differ in their folders only.
  std::map<std::string, std::vector<float>> Labels(const std::string& format) const {
    std::map<std::string, std::vector<float>> labels;
    for (const ListEntry& entry : ReadListFile(dir_ / (format + ".lst")).entries) {
      labels[fs::path(entry.path).filename().string()] = entry.labels;
    }
    return labels;
  }
  // Packs the images in the order of their names, and returns the digest of a run.
  std::string Digest(const std::string& format) const {
    std::vector<ListEntry> entries = ReadListFile(dir_ / (format + ".lst")).entries;
    std::ranges::sort(entries, {}, [](const ListEntry& entry) {
      return fs::path(entry.path).filename().string();
    });
    std::string text;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      entries[i].index = i;
      AppendListLine(entries[i], LabelFormat::kShortest, text);
    }
    WriteFile(dir_ / "sorted" / (format + ".lst"), text);
    const auto report = nlohmann::json::parse(Run(format, {"--check", "--json"}).out);
    const ProcessResult packed = RunTool(
        "im2rec",
        {dir_ / "sorted" / (format + ".lst"), report["root"], "--pass-through", "--pack-label"});
    EXPECT_EQ(packed.exit_code, 0) << packed.err;
    const ProcessResult bench =
        RunTool("imrec", {"bench", dir_ / "sorted" / (format + ".rec"), "--digest", "--epochs", "1",
                          "--seed", "3", "--json"});
    EXPECT_EQ(bench.exit_code, 0) << bench.err;
    return nlohmann::json::parse(bench.out)["digest"];
  }

  static TempDir* set_;
  TempDir dir_;
};

TempDir* Voc2LstFormats::set_ = nullptr;

TEST_F(Voc2LstFormats, AllGiveTheSameBoxes) {
  for (const std::string& format : kFormats) {
    const ProcessResult result =
        Run(format, {"--object-fields", "none", "-o", dir_ / (format + ".lst")});
    EXPECT_EQ(result.exit_code, 0) << format << ": " << result.err;
  }
  const auto expected = Labels("voc");
  EXPECT_THAT(expected, SizeIs(60));
  for (const std::string& format : kFormats) {
    const auto labels = Labels(format);
    ASSERT_EQ(labels.size(), expected.size()) << format;
    for (const auto& [image, values] : expected) {
      ASSERT_EQ(labels.at(image).size(), values.size()) << format << ' ' << image;
      for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_NEAR(labels.at(image)[i], values[i], 1e-6) << format << ' ' << image;
      }
    }
    EXPECT_EQ(ReadText(dir_ / (format + ".classes.txt")),
              "circle\ncross\nring\nsquare\nstar\ntriangle\n");
  }
}

TEST_F(Voc2LstFormats, AllGiveTheSameDigest) {
  std::map<std::string, std::string> digests;
  for (const std::string& format : kFormats) {
    EXPECT_EQ(Run(format, {"--object-fields", "none", "-o", dir_ / (format + ".lst")}).exit_code,
              0);
    digests[format] = Digest(format);
    EXPECT_FALSE(digests[format].empty());
    EXPECT_EQ(digests[format], digests["voc"]) << format;
  }
}

// YOLO's labels cannot hold them.
TEST_F(Voc2LstFormats, FlagsOfObjectsAreKept) {
  const std::vector<std::string> all = {"--object-fields", "difficult,truncated,occluded"};
  const std::vector<std::string> difficult = {"--object-fields", "difficult"};
  for (const auto& [fields, formats] :
       {std::pair(all, std::vector<std::string>{"voc", "labelme", "cvat", "csv", "openimages"}),
        std::pair(difficult, std::vector<std::string>{"voc", "coco"})}) {
    for (const std::string& format : formats) {
      std::vector<std::string> more = fields;
      more.insert(more.end(), {"-o", dir_ / (format + ".lst")});
      EXPECT_EQ(Run(format, more).exit_code, 0) << format;
      EXPECT_EQ(Labels(format), Labels("voc")) << format;
    }
  }
}

TEST_F(Voc2LstFormats, OptionsHoldForAll) {
  WriteFile(dir_ / "names.txt", "triangle\nring\n");
  for (const std::string& format : kFormats) {
    const std::string list = dir_ / (format + ".lst");
    const ProcessResult unknown = Run(format, {"--classes", dir_ / "names.txt", "-o", list});
    EXPECT_EQ(unknown.exit_code, 2) << format;
    EXPECT_THAT(unknown.err, HasSubstr("continue with --unknown-class skip or add"));
    const ProcessResult skip =
        Run(format, {"--classes", dir_ / "names.txt", "--unknown-class", "skip", "--negatives",
                     "drop", "--train-ratio", "0.75", "--json", "-o", list});
    EXPECT_EQ(skip.exit_code, 0) << format << skip.err;
    const auto report = nlohmann::json::parse(skip.out);
    EXPECT_THAT(report["lists"], SizeIs(2));
    EXPECT_EQ(report["classes"].size(), 2U);
    const auto train = ReadListFile(dir_ / (format + "_train.lst")).entries;
    const auto val = ReadListFile(dir_ / (format + "_val.lst")).entries;
    EXPECT_EQ(train.size() + val.size(), report["images"]);
    EXPECT_GT(train.size(), val.size());
    EXPECT_GT(report["negatives"], 0);
    EXPECT_EQ(ReadText(dir_ / (format + "_val.classes.txt")), "triangle\nring\n");
    const ProcessResult check = Run(format, {"--check"});
    EXPECT_EQ(check.exit_code, 0) << format << check.err;
    EXPECT_FALSE(fs::exists(list));
  }
}

TEST_F(Voc2LstFormats, DataYamlNeedsNoFormat) {
  for (const fs::path& input : {*set_ / "s/yolo", *set_ / "s/yolo/data.yaml"}) {
    const ProcessResult result =
        RunTool("voc2lst", {input, "--set", "val", "-o", dir_ / "val.lst"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(ReadListFile(dir_ / "val.lst").entries, SizeIs(12));
  }
}

TEST_F(Voc2LstFormats, ARootOfVocMayContainADataYaml) {
  fs::copy(*set_ / "s/voc", dir_ / "voc", fs::copy_options::recursive);
  WriteFile(dir_ / "voc/data.yaml", "train: JPEGImages\nnames: [a]\n");
  EXPECT_EQ(RunTool("voc2lst", {dir_ / "voc", "-o", dir_ / "a.lst"}).exit_code, 0);
  EXPECT_EQ(ReadText(dir_ / "a.classes.txt"), "circle\ncross\nring\nsquare\nstar\ntriangle\n");
}

TEST_F(Voc2LstFormats, TablesFromStandardInput) {
  const std::string command = "cat '" + (*set_ / "s/csv/boxes.csv").string() + "' | '" +
                              (fs::path(IMREC_TOOL_DIR) / "voc2lst").string() +
                              "' --from csv - --images '" + (*set_ / "s/csv/images").string() +
                              "' -o -";
  const ProcessResult result = RunProgram("sh", {"-c", command});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(std::ranges::count(result.out, '\n'), 60);
}

TEST_F(Voc2LstFormats, FixAppliesToAll) {
  WriteFile(dir_ / "in/a.jpg", MakeJpeg({100, 50}));
  WriteFile(dir_ / "in/classes.txt", "cat\n");
  WriteFile(dir_ / "in/a.txt", "0 0.95 0.5 0.2 0.4\n");
  const auto run = [&](const std::string& fix) {
    return RunTool("voc2lst",
                   {"--from", "yolo", dir_ / "in", "--fix", fix, "-o", dir_ / "out.lst"});
  };
  const ProcessResult clip = run("clip");
  EXPECT_EQ(clip.exit_code, 0);
  EXPECT_THAT(clip.err, HasSubstr("a.txt:1: object 1 (cat): reaches beyond the image"));
  EXPECT_EQ(ReadText(dir_ / "out.lst"), "0\t2\t6\t0\t0.85\t0.3\t1\t0.7\t0\ta.jpg\n");
  EXPECT_EQ(run("drop").exit_code, 0);
  EXPECT_EQ(ReadText(dir_ / "out.lst"), "0\t2\t6\t-1\t0\t0\t0\t0\t0\ta.jpg\n");
  EXPECT_EQ(run("fail").exit_code, 2);
}

TEST_F(Voc2LstFormats, WrongUse) {
  const std::string out = dir_ / "out.lst";
  for (const auto& [arguments, told] :
       {std::pair(std::vector<std::string>{"--from", "yolo", *set_ / "s/yolo", "--coords", "raw"},
                  "--coords cannot be used with --from yolo"),
        std::pair(std::vector<std::string>{"--from", "csv", "x.csv", "--merge-groups"},
                  "--merge-groups cannot be used with --from csv"),
        std::pair(std::vector<std::string>{"--from", "labelme", "x", "--label-map", "y"},
                  "--label-map cannot be used with --from labelme"),
        std::pair(std::vector<std::string>{"--from", "cvat", "a.xml", "b.xml"},
                  "--from cvat requires one XML file"),
        std::pair(std::vector<std::string>{"--from", "openimages", "a.csv"}, "--images FOLDER"),
        std::pair(std::vector<std::string>{"--from", "cvat", "-"}, "cannot read standard input"),
        std::pair(std::vector<std::string>{"--from", "voc", "x", "--coords", "shares"},
                  "--coords must be one of edges,raw,minus1"),
        std::pair(std::vector<std::string>{"--from", "csv", *set_ / "s/csv/images/000001.jpg"},
                  "is a JPEG image; --from csv takes one CSV file"),
        std::pair(std::vector<std::string>{"--from", "csv", *set_ / "s"},
                  "is a folder; --from csv takes one CSV file"),
        std::pair(std::vector<std::string>{"--from", "pascal", "x"}, "pascal")}) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"-o", out});
    const ProcessResult result = RunTool("voc2lst", all);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr(told));
  }
}

}  // namespace
}  // namespace imrec::test
