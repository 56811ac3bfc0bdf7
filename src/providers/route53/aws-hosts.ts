/**
 * Hosted zone ids of AWS's own host names, by region, for alias targets.
 *
 * Published in the "service endpoints and quotas" pages of the AWS general reference (Amazon S3, Elastic Load Balancing); this
 * table was taken in 2025 from two programs that keep them up to date: S3 from the Terraform AWS provider
 * (internal/service/s3/hosted_zones.go), load balancers from external-dns (provider/aws/aws.go). AWS adds regions: for one that
 * isn't here the id has to be given.
 */
export interface RegionHosts {
  /** `s3-website-REGION.amazonaws.com`, `s3-website.REGION.amazonaws.com` */
  s3Website?: string
  /** Application and classic load balancers: `NAME.REGION.elb.amazonaws.com` */
  loadBalancer?: string
  /** Network load balancers: `NAME.elb.REGION.amazonaws.com` */
  networkLoadBalancer?: string
}

export const regionHosts: Readonly<Record<string, RegionHosts>> = {
  'af-south-1': { s3Website: 'Z83WF9RJE8B12', loadBalancer: 'Z268VQBMOI5EKX', networkLoadBalancer: 'Z203XCE67M25HM' },
  'ap-east-1': { s3Website: 'ZNB98KWMFR0R6', loadBalancer: 'Z3DQVH9N71FHZ0', networkLoadBalancer: 'Z12Y7K3UBGUAD1' },
  'ap-east-2': { loadBalancer: 'Z02789141MW7T1WBU19PO', networkLoadBalancer: 'Z09176273OC2HWIAUNYW' },
  'ap-northeast-1': {
    s3Website: 'Z2M4EHUR26P7ZW',
    loadBalancer: 'Z14GRHDCWA56QT',
    networkLoadBalancer: 'Z31USIVHYNEOWT',
  },
  'ap-northeast-2': {
    s3Website: 'Z3W03O7B5YMIYP',
    loadBalancer: 'ZWKZPGTI48KDX',
    networkLoadBalancer: 'ZIBE1TIR4HY56',
  },
  'ap-northeast-3': {
    s3Website: 'Z2YQB5RD63NC85',
    loadBalancer: 'Z5LXEXXYW11ES',
    networkLoadBalancer: 'Z1GWIQ4HH19I5X',
  },
  'ap-south-1': { s3Website: 'Z11RGJOFQNVJUP', loadBalancer: 'ZP97RAFLXTNZK', networkLoadBalancer: 'ZVDDRBQ08TROA' },
  'ap-south-2': {
    s3Website: 'Z02976202B4EZMXIPMXF7',
    loadBalancer: 'Z0173938T07WNTVAEPZN',
    networkLoadBalancer: 'Z0711778386UTO08407HT',
  },
  'ap-southeast-1': {
    s3Website: 'Z3O0J2DXBE1FTB',
    loadBalancer: 'Z1LMS91P8CMLE5',
    networkLoadBalancer: 'ZKVM4W9LS7TM',
  },
  'ap-southeast-2': {
    s3Website: 'Z1WCIGYICN2BYD',
    loadBalancer: 'Z1GM3OXH4ZPM65',
    networkLoadBalancer: 'ZCT6FZBF4DROD',
  },
  'ap-southeast-3': {
    s3Website: 'Z01846753K324LI26A3VV',
    loadBalancer: 'Z08888821HLRG5A9ZRTER',
    networkLoadBalancer: 'Z01971771FYVNCOVWJU1G',
  },
  'ap-southeast-4': {
    s3Website: 'Z0312387243XT5FE14WFO',
    loadBalancer: 'Z09517862IB2WZLPXG76F',
    networkLoadBalancer: 'Z01156963G8MIIL7X90IV',
  },
  'ap-southeast-5': {
    s3Website: 'Z08660063OXLMA7F1FJHU',
    loadBalancer: 'Z06010284QMVVW7WO5J',
    networkLoadBalancer: 'Z026317210H9ACVTRO6FB',
  },
  'ap-southeast-6': { loadBalancer: 'Z023301818UFJ50CIO0MV', networkLoadBalancer: 'Z01392953RKV2Q3RBP0KU' },
  'ap-southeast-7': { loadBalancer: 'Z0390008CMBRTHFGWBCB', networkLoadBalancer: 'Z054363131YWATEMWRG5L' },
  'ca-central-1': { s3Website: 'Z1QDHH18159H29', loadBalancer: 'ZQSVJUPU6J1EY', networkLoadBalancer: 'Z2EPGBW3API2WT' },
  'ca-west-1': {
    s3Website: 'Z03565811Z33SLEZTHOUL',
    loadBalancer: 'Z06473681N0SF6OS049SD',
    networkLoadBalancer: 'Z02754302KBB00W2LKWZ9',
  },
  'cn-north-1': { s3Website: 'Z5CN8UMXT92WN', loadBalancer: 'Z1GDH35T77C1KE', networkLoadBalancer: 'Z3QFB96KMJ7ED6' },
  'cn-northwest-1': {
    s3Website: 'Z282HJ1KT0DH03',
    loadBalancer: 'ZM7IZAIOVVDZF',
    networkLoadBalancer: 'ZQEIKTCZ8352D',
  },
  'eu-central-1': {
    s3Website: 'Z21DNDUVLTQW6Q',
    loadBalancer: 'Z215JYRZR1TBD5',
    networkLoadBalancer: 'Z3F0SRJ5LGBH90',
  },
  'eu-central-2': {
    s3Website: 'Z030506016YDQGETNASS',
    loadBalancer: 'Z06391101F2ZOEP8P5EB3',
    networkLoadBalancer: 'Z02239872DOALSIDCX66S',
  },
  'eu-north-1': { s3Website: 'Z3BAZG2TWCNX0D', loadBalancer: 'Z23TAZ6LKFMNIO', networkLoadBalancer: 'Z1UDT6IFJ4EJM' },
  'eu-south-1': { s3Website: 'Z30OZKI7KPW7MI', loadBalancer: 'Z3ULH7SSC9OV64', networkLoadBalancer: 'Z23146JA1KNAFP' },
  'eu-south-2': {
    s3Website: 'Z0081959F7139GRJC19J',
    loadBalancer: 'Z0956581394HF5D5LXGAP',
    networkLoadBalancer: 'Z1011216NVTVYADP1SSV',
  },
  'eu-west-1': { s3Website: 'Z1BKCTXD74EZPE', loadBalancer: 'Z32O12XQLNTSW2', networkLoadBalancer: 'Z2IFOLAFXWLO4F' },
  'eu-west-2': { s3Website: 'Z3GKZC51ZF0DB4', loadBalancer: 'ZHURV8PSTC4K8', networkLoadBalancer: 'ZD4D7Y8KGAS4G' },
  'eu-west-3': { s3Website: 'Z3R1K369G5AVDG', loadBalancer: 'Z3Q77PNBQS71R4', networkLoadBalancer: 'Z1CMS0P5QUZ6D5' },
  'il-central-1': {
    s3Website: 'Z09640613K4A3MN55U7GU',
    loadBalancer: 'Z09170902867EHPV2DABU',
    networkLoadBalancer: 'Z0313266YDI6ZRHTGQY4',
  },
  'me-central-1': {
    s3Website: 'Z06143092I8HRXZRUZROF',
    loadBalancer: 'Z08230872XQRWHG2XF6I',
    networkLoadBalancer: 'Z00282643NTTLPANJJG2P',
  },
  'me-south-1': { s3Website: 'Z1MPMWCPA7YB62', loadBalancer: 'ZS929ML54UICD', networkLoadBalancer: 'Z3QSRYVP46NYYV' },
  'mx-central-1': { loadBalancer: 'Z023552324OKD1BB28BH5', networkLoadBalancer: 'Z02031231H3ID6HYJ9A7U' },
  'sa-east-1': { s3Website: 'Z7KQH4QJS55SO', loadBalancer: 'Z2P70J7HTTTPLU', networkLoadBalancer: 'ZTK26PT1VY4CU' },
  'us-east-1': { s3Website: 'Z3AQBSTGFYJSTF', loadBalancer: 'Z35SXDOTRQ7X7K', networkLoadBalancer: 'Z26RNL4JYFTOTI' },
  'us-east-2': { s3Website: 'Z2O1EMRO9K5GLX', loadBalancer: 'Z3AADJGX6KTTL2', networkLoadBalancer: 'ZLMOA37VPKANP' },
  'us-gov-east-1': {
    s3Website: 'Z2NIFVYYW2VKV1',
    loadBalancer: 'Z166TLBEWOO7G0',
    networkLoadBalancer: 'Z1ZSMQQ6Q24QQ8',
  },
  'us-gov-west-1': {
    s3Website: 'Z31GFT0UA1I2HV',
    loadBalancer: 'Z33AYJ8TM3BH4J',
    networkLoadBalancer: 'ZMG1MZ2THAWF1',
  },
  'us-west-1': { s3Website: 'Z2F56UZL2M1ACD', loadBalancer: 'Z368ELLRRE2KJ0', networkLoadBalancer: 'Z24FKFUX50B4VW' },
  'us-west-2': { s3Website: 'Z3BJ6K6RIION7M', loadBalancer: 'Z1H1FL5HABSF5', networkLoadBalancer: 'Z18D5FSROUN65G' },
}

/** Services that answer from everywhere have one id each (developer guide, "Values specific for alias records"). */
export const globalHosts: readonly { service: string; suffix: string; hostedZoneId: string }[] = [
  { service: 'CloudFront', suffix: '.cloudfront.net.', hostedZoneId: 'Z2FDTNDATAQYW2' },
  { service: 'Global Accelerator', suffix: '.awsglobalaccelerator.com.', hostedZoneId: 'Z2BJ6XQ5FK7U4H' },
]
