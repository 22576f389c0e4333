// The row of a record on a contact sheet.
#ifndef IMREC_READER_TOOL_PREVIEW_PREVIEW_ROW_H_
#define IMREC_READER_TOOL_PREVIEW_PREVIEW_ROW_H_

#include <cstddef>

#include "reader/tool/preview/contact_sheet.h"
#include "reader/tool/preview/preview_sample.h"

namespace imrec::tool {

/// Draws the original with the windows of its variants, then one variant per epoch.
void PaintPreview(const PreviewRecord& record, std::size_t row, ContactSheet& sheet);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PREVIEW_ROW_H_
