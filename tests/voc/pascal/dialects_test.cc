// Annotations as the tools and data sets of the world write them, all for an image of 353x500.
#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "voc/boxes.h"
#include "voc/pascal/voc_parser.h"

namespace imrec {
namespace {

struct Dialect {
  std::string name;
  std::vector<std::string> objects;  // "name xmin ymin xmax ymax flags"
  std::vector<VocProblemKind> problems = {};
};

void PrintTo(const Dialect& dialect, std::ostream* out) { *out << dialect.name; }

std::string Describe(const VocObject& object) {
  std::ostringstream text;
  text << object.name << ' ' << object.box.xmin << ' ' << object.box.ymin << ' ' << object.box.xmax
       << ' ' << object.box.ymax << (object.difficult ? " difficult" : "")
       << (object.truncated ? " truncated" : "") << (object.occluded ? " occluded" : "");
  return text.str();
}

class VocDialect : public testing::TestWithParam<Dialect> {};

TEST_P(VocDialect, IsUnderstood) {
  const std::filesystem::path path =
      std::filesystem::path(IMREC_TEST_DIR) / "voc/dialects" / (GetParam().name + ".xml");
  VocProblems problems;
  const VocAnnotation annotation =
      ParseVocAnnotation(test::ReadText(path), path.string(), problems);
  std::vector<std::string> objects;
  for (const VocObject& object : annotation.objects) {
    objects.push_back(Describe(object));
    EXPECT_FALSE(FindBoxFault(object.box, {353, 500}, VocCoordinates::kEdges));
  }
  EXPECT_EQ(objects, GetParam().objects);
  std::vector<VocProblemKind> kinds;
  for (const VocProblem& problem : problems.kept()) kinds.push_back(problem.kind);
  EXPECT_EQ(kinds, GetParam().problems);
  const bool says_size = annotation.size == ImageSize{353, 500};
  EXPECT_TRUE(says_size || annotation.size == (ImageSize{0, 0}));
}

INSTANTIATE_TEST_SUITE_P(
    Of, VocDialect,
    testing::Values(
        Dialect{"voc2007", {"dog 48 240 195 371 truncated", "person 8 12 352 498 truncated"}},
        Dialect{"voc2012", {"person 48.25 45.7 276 371 difficult"}},
        Dialect{"labelimg", {"raccoon 1 88 353 500 truncated"}},
        Dialect{"labelme", {"person 191 107.368 313 329"}},
        Dialect{"cvat", {"car 135 70.36 335.85 170.5 occluded"}},
        Dialect{"roboflow", {"king 1 1 354 501"}},
        Dialect{"imagenet_det", {"n02123597 0 0 352 499"}},
        Dialect{"imagenet_vid", {"n01674464 50 30 300 400 occluded"}},
        Dialect{"rectlabel", {"Millenium Falcon 153 155 296 279"}},
        Dialect{"ybat",
                {"bottle 10 20 60 200", "bottle 110 20 160 200"},
                {VocProblemKind::kSeveralBoxes}},
        Dialect{"negative", {}}, Dialect{"bom_crlf", {"tasse \xc3\xa0 caf\xc3\xa9 1 1 10 10"}},
        Dialect{"gbk", {"\xe7\x8c\xab 1 1 10 10"}},
        Dialect{"latin1_undeclared", {"caf\xc3\xa9 & bar 1 1 10 10"}, {VocProblemKind::kEncoding}}),
    [](const testing::TestParamInfo<Dialect>& dialect) { return dialect.param.name; });

}  // namespace
}  // namespace imrec
