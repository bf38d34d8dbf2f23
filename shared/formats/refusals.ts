// Why a span, or part of one, was not taken; the same words whatever format it came in.
export const BAD_TRACE_ID = 'its trace id is missing, all zero or not 16 bytes long';
export const BAD_SPAN_ID = 'its span id is missing, all zero or not 8 bytes long';
export const BAD_PARENT_ID = 'its parent span id is not 8 bytes long';
export const BAD_LINK = 'a link was dropped: its ids are missing, all zero or of the wrong length';
