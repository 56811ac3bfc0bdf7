import Type from 'typebox'

/** A zone as a zone file (RFC 1035 §5; the media type is RFC 4027's). */
export const exportType = 'text/dns; charset=utf-8'

export const ZoneFileText = Type.Unsafe<unknown>({
  type: 'string',
  description:
    'a zone file, SOA first; it is whole if its last line is the comment `; end of ` and the domain. Aliases and variants, ' +
    'which zone files have no words for, stand in comments',
})
