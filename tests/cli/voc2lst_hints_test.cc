// voc2lst without --from, given annotations of other formats than VOC.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Voc2LstHints : public testing::Test {
 protected:
  void Write(const std::string& path, const std::string& text) const {
    WriteFile(dir_ / path, text);
  }
  void WriteImage(const std::string& path) const { WriteFile(dir_ / path, MakeJpeg({100, 50})); }
  // Expects that the run fails and names a command. In both, % is the folder of the test.
  void ExpectHint(const std::vector<std::string>& arguments, const std::string& hint) const {
    std::vector<std::string> line;
    for (const std::string& argument : arguments) line.push_back(Placed(argument));
    line.insert(line.end(), {"-o", dir_ / "new.lst"});
    const ProcessResult result = RunTool("voc2lst", line);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr(Placed(hint) + " -o " + Placed("%/new.lst\n")));
  }
  std::string Placed(std::string text) const {
    for (std::size_t at; (at = text.find('%')) != std::string::npos;) {
      text.replace(at, 1, dir_.path().string());
    }
    return text;
  }

  TempDir dir_;
};

constexpr const char* kLabelMe =
    R"({"version": "5.4.1", "flags": {}, "shapes": [{"label": "cat", "points": [[1, 2], [3, 4]],
        "shape_type": "rectangle"}], "imagePath": "a.jpg", "imageData": null})";
constexpr const char* kCvat =
    "<?xml version=\"1.0\"?>\n<annotations><version>1.1</version></annotations>";

TEST_F(Voc2LstHints, Files) {
  Write("cvat.xml", kCvat);
  ExpectHint({"%/cvat.xml"},
             "cvat.xml: is an XML annotation; voc2lst takes folders with Annotations and "
             "JPEGImages; for CVAT: voc2lst --from cvat %/cvat.xml");
  Write("boxes.csv", "filename,width,height,class,xmin,ymin,xmax,ymax\n");
  ExpectHint({"%/boxes.csv"}, "; for CSV: voc2lst --from csv %/boxes.csv");
  ExpectHint({"%/boxes.csv", "--images", "%/im"},
             "; for CSV: voc2lst --from csv %/boxes.csv --images %/im");
  Write("rows", "a.jpg,10,5,30,25,cat\n");
  ExpectHint({"%/rows"}, "; for CSV: voc2lst --from csv %/rows");
  Write("train.csv", "image_id,width,height,bbox,source\n");
  ExpectHint({"%/train.csv"}, "; for CSV: voc2lst --from csv %/train.csv");
  Write("oi.csv", "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax\n");
  ExpectHint({"%/oi.csv"}, "; for Open Images: voc2lst --from openimages %/oi.csv --images FOLDER");
  Write("obj.data", "classes = 2\ntrain = train.txt\nnames = obj.names\n");
  ExpectHint({"%/obj.data", "--images", "%"}, "; for YOLO: voc2lst --from yolo %/obj.data");
  Write("lm/a.json", kLabelMe);
  ExpectHint({"%/lm/a.json"}, "; for LabelMe: voc2lst --from labelme %/lm");
  Write("coco.json", R"({"images": [], "annotations": [], "categories": []})");
  ExpectHint({"%/coco.json"}, "; for COCO: voc2lst --from coco %/coco.json --images FOLDER");
}

TEST_F(Voc2LstHints, Folders) {
  WriteImage("lm/a.jpg");
  Write("lm/a.json", kLabelMe);
  ExpectHint({"%/lm"}, "voc2lst: note: for LabelMe: voc2lst --from labelme %/lm");
  ExpectHint({"--annotations", "%/lm", "--images", "%/lm"},
             "note: for LabelMe: voc2lst --from labelme --annotations %/lm --images %/lm");
  WriteImage("yolo/a.jpg");
  Write("yolo/a.txt", "0 0.5 0.5 1 1\n");
  ExpectHint({"%/yolo"}, "note: for YOLO: voc2lst --from yolo %/yolo");
  WriteImage("both/images/a.jpg");
  Write("both/labels/a.txt", "");
  ExpectHint({"%/both"}, "note: for YOLO: voc2lst --from yolo %/both");
  Write("darknet/obj.data", "train = train.txt\nnames = obj.names\n");
  ExpectHint({"%/darknet"}, "note: for YOLO: voc2lst --from yolo %/darknet/obj.data");
  Write("cvat/annotations.xml", kCvat);
  ExpectHint({"%/cvat"}, "note: for CVAT: voc2lst --from cvat %/cvat/annotations.xml");
  Write("csv/boxes.csv", "filename,class,xmin,ymin,xmax,ymax\n");
  ExpectHint({"%/csv"}, "note: for CSV: voc2lst --from csv %/csv/boxes.csv");
  Write("coco/instances.json", R"({"images": [], "annotations": [], "categories": []})");
  ExpectHint({"%/coco"},
             "note: for COCO: voc2lst --from coco %/coco/instances.json --images FOLDER");
}

TEST_F(Voc2LstHints, NoneForVocAndForOtherFiles) {
  WriteVocSample(dir_ / "voc", "1", {100, 50}, {VocObjectXml("dog", 1, 1, 50, 25)});
  Write("voc/meta.json", kLabelMe);
  const ProcessResult good = RunTool("voc2lst", {dir_ / "voc", "--check"});
  EXPECT_EQ(good.exit_code, 0);
  EXPECT_THAT(good.err, Not(HasSubstr("--from")));
  WriteImage("other/a.jpg");
  Write("other/notes.txt", "some photos\n");
  Write("other/meta.json", R"({"version": 1})");
  Write("other/page.xml", "<html></html>");
  for (const std::filesystem::path& path :
       {dir_ / "other", dir_ / "other/notes.txt", dir_ / "other/meta.json", dir_ / "other/page.xml",
        dir_ / "voc/Annotations/1.xml"}) {
    const ProcessResult result = RunTool("voc2lst", {path, "--check"});
    EXPECT_NE(result.exit_code, 0) << path;
    EXPECT_THAT(result.err, Not(HasSubstr("--from"))) << path;
  }
}

// The command that is named works.
TEST_F(Voc2LstHints, TheCommandCanBePasted) {
  WriteImage("my photos/a.jpg");
  Write("my photos/a.json", kLabelMe);
  const ProcessResult result =
      RunTool("voc2lst", {dir_ / "my photos", "-o", dir_ / "my photos/new.lst"});
  const std::size_t at = result.err.find("for LabelMe: ");
  ASSERT_NE(at, std::string::npos) << result.err;
  const std::size_t begin = at + std::string("for LabelMe: ").size();
  const std::string command = result.err.substr(begin, result.err.find('\n', begin) - begin);
  const ProcessResult again =
      RunProgram("sh", {"-c", "PATH='" IMREC_TOOL_DIR ":'\"$PATH\" && " + command});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(ReadText(dir_ / "my photos/new.lst"), HasSubstr("a.jpg"));
}

}  // namespace
}  // namespace imrec::test
