"""What the Commission's shapes ask of the classes that our ELM documents hold, as facts.

Read constraint by constraint from the application profile of European Digital Credentials
(european-commission-empl/European-Learning-Model, rdf/ap/edc): EDC-generic-no-cv.ttl, and the
controlled vocabularies that EDC-generic-full.ttl adds, in edition 1.2.0 of 6 July 2023; what 1.1.0
said otherwise stands in BEFORE. A line is a path, what its values are, how many, and "unique"
where a language may come once, "iri" where a blank node may not stand. text: with a language.
a|b: of one of these classes. in:SCHEME: a concept of that list. Each severity there is a
violation; nothing there is closed, has a pattern or is written in SPARQL.
"""

PREFIXES = {
    "elm": "http://data.europa.eu/snb/model/elm/",
    "cred": "https://www.w3.org/2018/credentials#",
    "dc": "http://purl.org/dc/terms/",
    "adms": "http://www.w3.org/ns/adms#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "rov": "http://www.w3.org/ns/regorg#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "person": "http://www.w3.org/ns/person#",
    "locn": "http://www.w3.org/ns/locn#",
    "sec": "https://w3id.org/security#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "snb": "http://data.europa.eu/snb/",
    "authority": "http://publications.europa.eu/resource/authority/",
    "esco": "http://data.europa.eu/esco/concept-scheme/",
}
_AGENT = "elm:Agent|elm:Person|elm:Organisation"
_ANY_CLAIM = "|".join(
    f"elm:Learning{kind}" for kind in ("Achievement", "Activity", "Assessment", "Entitlement")
)
_IDENTIFIER = "adms:identifier elm:Identifier|elm:LegalIdentifier 0..*"
_TITLE = "dc:title text 1..* unique"
_DESCRIBED = f"""
    {_IDENTIFIER}
    {_TITLE}
    dc:description text 0..* unique
    elm:additionalNote elm:Note 0..*
    elm:supplementaryDocument elm:WebResource 0..*"""
_CLAIM = f"""{_DESCRIBED}
    elm:awardedBy elm:AwardingProcess 1..1"""
_SPECIFICATION = f"""{_DESCRIBED}
    foaf:homepage elm:WebResource 0..*
    skos:altLabel text 0..*
    elm:category text 0..*
    dc:modified xsd:dateTime 0..1
    elm:status xsd:string 0..1"""
_NUMBER = """
    skos:notation literal 1..1
    adms:schemeAgency text 0..1
    dc:creator iri 0..1
    dc:issued xsd:dateTime 0..1
    dc:type skos:Concept 0..*
    elm:schemeName xsd:string 0..1
    elm:schemeVersion xsd:string 0..1
    elm:schemeId xsd:anyURI 0..1"""

GENERIC = {
    "elm:EuropeanDigitalCredential": f"""
    {_IDENTIFIER}
    elm:credentialProfiles skos:Concept 1..*
    elm:attachment elm:MediaObject 0..*
    elm:displayParameter elm:DisplayParameter 1..1
    cred:issuer {_AGENT} 1..1
    cred:credentialSubject {_AGENT} 1..1
    cred:issuanceDate xsd:dateTime 0..1
    cred:issued xsd:dateTime 1..1
    cred:validFrom xsd:dateTime 1..1
    cred:expirationDate xsd:dateTime 0..1
    cred:validUntil xsd:dateTime 0..1
    sec:proof elm:Proof 0..*
    cred:evidence elm:Evidence 0..*
    cred:credentialStatus elm:CredentialStatus 0..1 iri
    cred:credentialSchema elm:ShaclValidator2017 1..* iri
    cred:termsOfUse elm:TermsOfUse 0..*
    cred:holder {_AGENT} 0..*""",
    "elm:DisplayParameter": f"""
    {_TITLE}
    dc:description text 0..* unique
    elm:primaryLanguage skos:Concept 1..1
    dc:language skos:Concept 1..*
    elm:summaryDisplay xsd:string 0..1
    elm:individualDisplay elm:IndividualDisplay 1..*""",
    "elm:IndividualDisplay": """
    dc:language skos:Concept 1..1
    elm:displayDetail elm:DisplayDetail 1..*""",
    "elm:DisplayDetail": """
    elm:image elm:MediaObject 1..1
    elm:page xsd:positiveInteger 1..1""",
    "elm:MediaObject": """
    dc:title text 0..* unique
    dc:description text 0..* unique
    elm:contentType skos:Concept 1..1
    elm:attachmentType skos:Concept 0..1
    elm:contentEncoding skos:Concept 1..1
    elm:contentSize xsd:integer 0..1
    elm:content xsd:string 1..1
    elm:contentUrl xsd:anyURI 0..1""",
    "elm:Organisation": f"""
    {_IDENTIFIER}
    skos:altLabel text 0..*
    dc:type skos:Concept 0..*
    foaf:homepage elm:WebResource 0..*
    elm:additionalNote elm:Note 0..*
    elm:location dc:Location 1..*
    elm:accreditation elm:Accreditation 0..*
    elm:eidasLegalIdentifier elm:LegalIdentifier 0..1
    rov:registration elm:LegalIdentifier 0..1
    rov:legalName text 1..* unique
    elm:vatIdentifier elm:LegalIdentifier 0..*
    elm:taxIdentifier elm:LegalIdentifier 0..*
    elm:logo elm:MediaObject 0..1
    org:hasSubOrganization elm:Organisation 0..*
    org:subOrganizationOf elm:Organisation 0..1
    org:hasMember elm:Person 0..*
    elm:groupMemberOf elm:Group 0..*
    elm:contactPoint elm:ContactPoint 0..*
    dc:modified xsd:dateTime 0..1""",
    "elm:Identifier": _NUMBER,
    "elm:LegalIdentifier": f"""{_NUMBER}
    dc:spatial skos:Concept 1..1""",
    "dc:Location": f"""
    {_IDENTIFIER}
    dc:description text 0..* unique
    elm:address elm:Address 1..*
    elm:geographicName text 0..*
    elm:spatialCode skos:Concept 0..*
    locn:geometry locn:Geometry 0..*""",
    "elm:Address": f"""
    {_IDENTIFIER}
    elm:fullAddress elm:Note 0..1
    elm:countryCode skos:Concept 1..1""",
    "elm:Person": f"""
    {_IDENTIFIER}
    elm:location dc:Location 0..1
    elm:nationalId elm:LegalIdentifier 0..1
    foaf:fullName text 0..1
    foaf:givenName text 0..1
    foaf:familyName text 0..1
    person:birthName text 0..*
    person:patronymicName text 0..*
    org:memberOf elm:Organisation 0..*
    elm:dateOfBirth xsd:dateTime 0..1
    elm:placeOfBirth dc:Location 0..1
    elm:citizenshipCountry skos:Concept 0..*
    elm:gender skos:Concept 0..1
    elm:contactPoint elm:ContactPoint 0..*
    elm:groupMemberOf elm:Group 0..*
    dc:modified xsd:dateTime 0..1
    elm:hasCredential elm:EuropeanDigitalCredential 0..*
    elm:hasClaim {_ANY_CLAIM} 1..*""",
    "elm:LearningAchievement": f"""{_CLAIM}
    dc:type skos:Concept 0..*
    elm:learningOpportunity elm:LearningOpportunity 0..1
    elm:creditReceived elm:CreditPoint 0..*
    elm:provenBy elm:LearningAssessment 0..*
    elm:influencedBy elm:LearningActivity 0..*
    elm:entitlesTo elm:LearningEntitlement 0..*
    elm:specifiedBy elm:LearningAchievementSpecification|elm:Qualification 0..1
    elm:hasPart elm:LearningAchievement 0..*
    elm:isPartOf elm:LearningAchievement 0..*""",
    "elm:AwardingProcess": f"""
    {_IDENTIFIER}
    dc:description text 0..* unique
    elm:location dc:Location 0..1
    elm:additionalNote elm:Note 0..*
    elm:used elm:LearningAssessment 0..*
    elm:awards {_ANY_CLAIM} 0..*
    elm:awardingBody {_AGENT} 1..*
    elm:awardingDate xsd:dateTime 0..1
    elm:educationalSystemNote skos:Concept 0..1""",
    "elm:Qualification": f"""{_SPECIFICATION}
    dc:type skos:Concept 0..*
    dc:language skos:Concept 0..*
    elm:volumeOfLearning xsd:duration 0..1
    elm:mode skos:Concept 0..*
    elm:learningOutcomeSummary elm:Note 0..1
    elm:ISCEDFCode skos:Concept 0..*
    elm:educationSubject skos:Concept 0..*
    elm:creditPoint elm:CreditPoint 0..*
    elm:educationLevel skos:Concept 0..*
    elm:learningSetting skos:Concept 0..1
    elm:maximumDuration xsd:duration 0..1
    elm:targetGroup skos:Concept 0..*
    elm:entryRequirement elm:Note 0..1
    elm:learningOutcome elm:LearningOutcome 0..*
    elm:influencedBy elm:LearningActivitySpecification 0..*
    elm:provenBy elm:LearningAssessmentSpecification 0..*
    elm:entitlesTo elm:LearningEntitlementSpecification 0..*
    elm:awardingOpportunity elm:AwardingOpportunity 0..*
    elm:hasPart elm:Qualification 0..*
    elm:isPartOf elm:Qualification 0..*
    elm:specialisationOf elm:Qualification 0..*
    elm:generalisationOf elm:Qualification 0..*
    elm:isPartialQualification xsd:boolean 0..1
    elm:EQFLevel skos:Concept 0..1
    elm:NQFLevel skos:Concept 0..*
    elm:accreditation elm:Accreditation 0..*
    elm:qualificationCode skos:Concept 0..*""",
    "elm:LearningOutcome": f"""
    {_IDENTIFIER}
    {_TITLE}
    dc:type skos:Concept 0..1
    elm:additionalNote elm:Note 0..*
    elm:reusabilityLevel skos:Concept 0..1
    elm:relatedSkill skos:Concept 0..*
    elm:relatedESCOSkill skos:Concept 0..*""",
    "elm:LearningAssessment": f"""{_CLAIM}
    dc:type skos:Concept 0..*
    dc:issued xsd:dateTime 0..1
    elm:location dc:Location 0..1
    elm:grade elm:Note 1..1
    elm:gradeStatus skos:Concept 0..1
    elm:shortenedGrading elm:ShortenedGrading 0..1
    elm:resultDistribution elm:ResultDistribution 0..1
    elm:idVerification skos:Concept 0..1
    elm:assessedBy {_AGENT} 0..*
    elm:proves elm:LearningAchievement 0..1
    elm:hasPart elm:LearningAssessment 0..*
    elm:isPartOf elm:LearningAssessment 0..*
    elm:specifiedBy elm:LearningAssessmentSpecification 0..1""",
    "elm:LearningAssessmentSpecification": f"""{_SPECIFICATION}
    dc:type skos:Concept 0..1
    dc:language skos:Concept 0..*
    elm:mode skos:Concept 0..*
    elm:gradingScheme elm:GradingScheme 0..1
    elm:proves elm:LearningAchievementSpecification|elm:Qualification 0..*
    elm:hasPart elm:LearningAssessmentSpecification 0..*
    elm:isPartOf elm:LearningAssessmentSpecification 0..*
    elm:specialisationOf elm:LearningAssessmentSpecification 0..*
    elm:generalisationOf elm:LearningAssessmentSpecification 0..*""",
    "elm:GradingScheme": f"""
    {_IDENTIFIER}
    {_TITLE}
    dc:description text 0..* unique
    elm:supplementaryDocument elm:WebResource 0..*""",
    "elm:CreditPoint": """
    elm:framework skos:Concept 1..1
    elm:point xsd:string 1..1""",
    "elm:Accreditation": f"""{_DESCRIBED}
    dc:type skos:Concept 1..1
    foaf:homepage elm:WebResource 0..*
    dc:issued xsd:dateTime 0..1
    elm:decision skos:Concept 0..1
    elm:report elm:WebResource 0..1
    elm:organisation elm:Organisation 0..*
    elm:limitQualification elm:Qualification 0..1
    elm:limitField skos:Concept 0..*
    elm:limitEQFLevel skos:Concept 0..*
    elm:limitJurisdiction skos:Concept 0..*
    elm:limitCredentialType skos:Concept 0..*
    elm:accreditingAgent elm:Organisation 1..1
    elm:reviewDate xsd:dateTime 0..1
    elm:expiryDate xsd:dateTime 0..1
    elm:landingPage elm:WebResource 0..*
    elm:status xsd:string 0..1
    dc:modified xsd:dateTime 0..1
    dc:valid xsd:dateTime 0..1""",
    "elm:LearningEntitlement": f"""{_CLAIM}
    dc:type skos:Concept 0..1
    dc:issued xsd:dateTime 0..1
    elm:expiryDate xsd:dateTime 0..1
    elm:entitledBy elm:LearningAchievement 0..*
    elm:hasPart elm:LearningEntitlement 0..*
    elm:isPartOf elm:LearningEntitlement 0..*
    elm:specifiedBy elm:LearningEntitlementSpecification 0..1""",
    "elm:LearningEntitlementSpecification": f"""{_SPECIFICATION}
    dc:type skos:Concept 1..1
    elm:entitlementStatus skos:Concept 1..1
    elm:limitOrganisation elm:Organisation 0..*
    elm:limitJurisdiction skos:Concept 0..*
    elm:limitOccupation skos:Concept 0..*
    elm:limitNationalOccupation skos:Concept 0..*
    elm:entitledBy elm:LearningAchievementSpecification|elm:Qualification 0..*
    elm:hasPart elm:LearningEntitlementSpecification 0..*
    elm:isPartOf elm:LearningEntitlementSpecification 0..*
    elm:specialisationOf elm:LearningEntitlementSpecification 0..*
    elm:generalisationOf elm:LearningEntitlementSpecification 0..*""",
    "elm:Note": """
    elm:noteLiteral text 1..*
    dc:subject skos:Concept 0..1
    elm:noteFormat skos:Concept 0..1""",
    "elm:WebResource": """
    dc:title text 0..* unique
    dc:language skos:Concept 0..1
    elm:contentUrl xsd:anyURI 1..1""",
    "skos:Concept": """
    skos:prefLabel text 0..* unique
    skos:notation literal 0..1
    skos:inScheme skos:ConceptScheme 0..*
    skos:definition text 0..*""",
}
# Of the credential, until 1.2.0 gave these three classes of their own.
BEFORE = {
    "elm:EuropeanDigitalCredential": """
    cred:proof xsd:anyURI 0..*
    cred:credentialStatus xsd:anyURI 0..1
    cred:termsOfUse xsd:anyURI 0..*"""
}
# What the issuer must have beside what every organisation has.
ISSUER = "elm:eidasLegalIdentifier elm:LegalIdentifier 1..1"
VOCABULARIES = {
    "elm:EuropeanDigitalCredential": "elm:credentialProfiles in:snb:credential/25831c2 1..*",
    "elm:DisplayParameter": """
    elm:primaryLanguage in:authority:language 1..1
    dc:language in:authority:language 1..*""",
    "elm:LegalIdentifier": "dc:spatial in:authority:country 1..1",
    "elm:Address": "elm:countryCode in:authority:country 1..1",
    "elm:Person": "elm:citizenshipCountry in:authority:country 0..*",
    "elm:Qualification": """
    elm:ISCEDFCode in:snb:isced-f/25831c2 0..*
    dc:language in:authority:language 0..*
    elm:learningSetting in:snb:learning-setting/25831c2 0..1
    elm:EQFLevel in:snb:eqf/25831c2 0..1
    elm:NQFLevel in:snb:qdr/25831c2 0..*""",
    "elm:LearningOutcome": """
    dc:type in:snb:skill-type/25831c2 0..1
    elm:reusabilityLevel in:snb:skill-reuse-level/25831c2 0..1
    elm:relatedESCOSkill in:esco:skills 0..*""",
    "elm:LearningAssessmentSpecification": "dc:language in:authority:language 0..*",
    "elm:Accreditation": """
    dc:type in:snb:accreditation/25831c2 1..1
    elm:limitField in:snb:isced-f/25831c2 0..*
    elm:limitEQFLevel in:snb:eqf/25831c2 0..*
    elm:limitJurisdiction in:authority:atu 0..*""",
    "elm:LearningEntitlementSpecification": """
    elm:limitJurisdiction in:authority:atu 0..*
    elm:entitlementStatus in:snb:entitlement-status/25831c2 1..1
    elm:limitOccupation in:esco:occupations 0..*""",
    "elm:WebResource": "dc:language in:authority:language 0..1",
}
