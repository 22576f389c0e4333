// The web page of voc2lst --report.
#ifndef IMREC_VOC_TOOL_LIST_PAGE_H_
#define IMREC_VOC_TOOL_LIST_PAGE_H_

#include <string>

#include <imrec/voc_list.h>

namespace imrec::tool {

/// Returns a page about a list: counts, classes, boxes, and the problems with pictures of the first
/// ones. Reads the images of these. `title` is its heading.
std::string ListPage(const VocList& list, const std::string& title);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_LIST_PAGE_H_
